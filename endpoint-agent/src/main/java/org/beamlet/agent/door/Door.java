package org.beamlet.agent.door;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.beamlet.agent.home.AgentLock;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.PrivateFiles;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.jboss.logging.Logger;

/** The agent's side: a socket of mode 0600 in a folder of mode 0700, and no TCP port. */
public final class Door implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Door.class);
    private static final int LONGEST_REQUEST = 64 * 1024;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int MOST = 16;

    private final EndpointFolder folder;
    private final Path socket;
    private final ServerSocketChannel server;
    private final Keeper keeper;
    private final Semaphore room = new Semaphore(MOST);

    private Door(EndpointFolder folder, Path socket, ServerSocketChannel server, Keeper keeper) {
        this.folder = folder;
        this.socket = socket;
        this.server = server;
        this.keeper = keeper;
    }

    /**
     * Opens the door of the endpoint whose lock this process holds; the socket of an agent that was
     * killed is replaced.
     */
    public static Door open(EndpointFolder folder, Map<String, String> environment, Keeper keeper)
            throws IOException {
        IOException last = new IOException("every path for it is too long");
        for (Path socket : DoorPlace.candidates(folder, environment)) {
            try {
                DoorPlace.prepare(socket, folder);
                Door door = new Door(folder, socket, bind(socket), keeper);
                PrivateFiles.write(folder.door(), socket + "\n");
                Thread.ofVirtual().name("door").start(door::serve);
                return door;
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    private static ServerSocketChannel bind(Path socket) throws IOException {
        Files.deleteIfExists(socket);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(socket));
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
            return server;
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    private void serve() {
        while (server.isOpen()) {
            try {
                room.acquire();
                SocketChannel channel = server.accept();
                Lines.closeAfter(channel, LIMIT);
                Thread.ofVirtual().name("door-visitor").start(() -> visit(channel));
            } catch (ClosedChannelException | InterruptedException _) {
                return;
            } catch (IOException e) {
                room.release();
                LOG.warnf("door: %s", e.getMessage());
            }
        }
    }

    private void visit(SocketChannel channel) {
        try (channel) {
            Optional<String> line = Lines.read(channel, LONGEST_REQUEST);
            while (line.isPresent()) {
                Lines.write(channel, Json.write(answer(line.get())));
                line = Lines.read(channel, LONGEST_REQUEST);
            }
        } catch (IOException e) {
            LOG.debugf("door: %s", e.getMessage());
        } finally {
            room.release();
        }
    }

    private JsonNode answer(String line) {
        ObjectNode answer = Json.NODES.objectNode();
        try {
            answer.set("ok", keeper.answer(DoorRequest.parse(line)));
        } catch (BeamletException e) {
            error(answer, e.code(), e.what(), e.remedy());
        } catch (RuntimeException e) {
            LOG.error("door", e);
            error(answer, ErrorCode.INTERNAL_ERROR, e.toString(), "see agent.log");
        }
        return answer;
    }

    private static void error(ObjectNode answer, ErrorCode code, String what, String remedy) {
        answer.putObject("error").put("code", code.name()).put("what", what).put("remedy", remedy);
    }

    @Override
    public void close() throws IOException {
        server.close();
        // An agent on another host may have followed this one meanwhile, at the same path.
        if (AgentLock.noted(folder).isEmpty()) {
            Files.deleteIfExists(folder.door());
            Files.deleteIfExists(socket);
        }
    }
}

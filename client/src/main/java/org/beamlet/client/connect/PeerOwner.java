package org.beamlet.client.connect;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whose program holds the other end of a connection on loopback, as Linux lists its sockets. */
final class PeerOwner {
    private static final Path PROC = Path.of("/proc");
    private static final int UID = 7;

    private final List<Path> tables;
    private final long self;

    private PeerOwner(List<Path> tables, long self) {
        this.tables = tables;
        this.self = self;
    }

    /** What is known of a peer. */
    enum Verdict {
        SAME_USER,
        OTHER_USER,
        /** There is no such socket in the list, so nobody can vouch for it. */
        NOT_LISTED,
        /** This system has no such list. */
        NO_LIST
    }

    static PeerOwner ofThisSystem() {
        return in(PROC);
    }

    /** Reads the list of a system whose process folder lies there. */
    static PeerOwner in(Path proc) {
        List<Path> tables =
                Stream.of(proc.resolve("net/tcp"), proc.resolve("net/tcp6"))
                        .filter(Files::isReadable)
                        .toList();
        return new PeerOwner(tables, uid(proc.resolve("self")));
    }

    private static long uid(Path process) {
        try {
            return ((Number) Files.getAttribute(process, "unix:uid")).longValue();
        } catch (IOException | UnsupportedOperationException _) {
            return -1;
        }
    }

    boolean available() {
        return self >= 0 && !tables.isEmpty();
    }

    /** Looks up the socket that is bound to {@code peer} and connected to {@code here}. */
    Verdict of(InetSocketAddress peer, InetSocketAddress here) {
        if (!available()) {
            return Verdict.NO_LIST;
        }
        for (Path table : tables) {
            OptionalLong owner = owner(table, peer, here);
            if (owner.isPresent()) {
                return owner.getAsLong() == self ? Verdict.SAME_USER : Verdict.OTHER_USER;
            }
        }
        return Verdict.NOT_LISTED;
    }

    private static OptionalLong owner(Path table, InetSocketAddress peer, InetSocketAddress here) {
        try (Stream<String> lines = Files.lines(table)) {
            return lines.skip(1)
                    .map(line -> line.strip().split("\\s+", -1))
                    .filter(words -> words.length > UID)
                    .filter(words -> is(words[1], peer) && is(words[2], here))
                    .mapToLong(words -> Long.parseLong(words[UID]))
                    .findFirst();
        } catch (IOException | java.io.UncheckedIOException _) {
            return OptionalLong.empty();
        }
    }

    /**
     * Compares with an entry such as 0100007F:1388: words of the machine's order, then the port.
     */
    private static boolean is(String entry, InetSocketAddress address) {
        int colon = entry.indexOf(':');
        return colon > 0
                && Integer.parseInt(entry.substring(colon + 1), 16) == address.getPort()
                && address.getAddress().equals(address(entry.substring(0, colon)));
    }

    private static @Nullable InetAddress address(String hex) {
        ByteBuffer words =
                ByteBuffer.wrap(HexFormat.of().parseHex(hex)).order(ByteOrder.BIG_ENDIAN);
        ByteBuffer bytes = ByteBuffer.allocate(words.capacity()).order(ByteOrder.nativeOrder());
        while (words.hasRemaining()) {
            bytes.putInt(words.getInt());
        }
        try {
            // An IPv4 address in IPv6's clothes comes out as the IPv4 address that it is.
            return InetAddress.getByAddress(bytes.array());
        } catch (UnknownHostException _) {
            return null;
        }
    }
}

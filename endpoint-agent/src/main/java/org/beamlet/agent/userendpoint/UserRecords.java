package org.beamlet.agent.userendpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.beamlet.agent.account.Identity;
import org.beamlet.agent.account.LocalAccount;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.home.AgentProcess;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.EndpointName;
import org.beamlet.agent.home.PrivateFiles;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.json.Json;
import org.jboss.logging.Logger;

/**
 * What a manager itself keeps of user endpoints that run as other accounts.
 *
 * @param folder private to the manager, with one folder for each
 */
public record UserRecords(Path folder) {
    private static final Logger LOG = Logger.getLogger(UserRecords.class);
    private static final String MARK = "user_endpoint.json";
    private static final String PROCESS = "process";

    /** What nobody has asked for in so long, and that left nothing, goes. */
    private static final Duration KEPT = Duration.ofDays(30);

    /**
     * For whom one is.
     *
     * @param uid of the account that has its files
     */
    record Kept(
            String name,
            EndpointId id,
            UUID user,
            String userName,
            String account,
            int uid,
            List<Identity> identities) {}

    /**
     * What can be said of one to the manager's owner.
     *
     * @param user and the account that they are here
     * @param process while it lives
     */
    public record Seen(String name, String user, Optional<AgentProcess> process) {}

    /** {@return the records of a manager; it need not map anybody} */
    public static UserRecords of(EndpointFolder manager) {
        return new UserRecords(manager.path().resolve("users"));
    }

    /** {@return all that a manager has started as other accounts, by name} */
    public List<Seen> seen() throws IOException {
        List<Seen> seen = new ArrayList<>();
        for (EndpointFolder one : all()) {
            JsonNode mark = Json.read(ConfigReader.text(one.path().resolve(MARK)));
            String user =
                    "%s as %s"
                            .formatted(
                                    mark.path("user").asText(""), mark.path("account").asText(""));
            seen.add(new Seen(one.name().value(), user, process(one)));
        }
        return seen;
    }

    static ObjectNode none() {
        return Json.NODES.objectNode();
    }

    EndpointFolder write(StartOrder order, LocalAccount account) throws IOException {
        EndpointFolder one = new EndpointFolder(folder.resolve(order.name().value()), order.name());
        PrivateFiles.folder(one.path());
        ObjectNode mark = none();
        mark.put("id", order.id().toString()).put("user_id", order.user().toString());
        mark.put("user", order.userName());
        mark.put("account", account.name()).put("uid", account.uid());
        mark.set("identities", order.identities());
        PrivateFiles.write(one.path().resolve(MARK), Json.write(mark) + "\n");
        return one;
    }

    /**
     * Reads what is kept of one.
     *
     * @throws BeamletException where it cannot be read
     */
    Kept read(EndpointFolder one) {
        JsonNode mark = Json.read(ConfigReader.text(one.path().resolve(MARK)));
        return new Kept(
                one.name().value(),
                EndpointId.parse(mark.path("id").asText("")),
                UUID.fromString(mark.path("user_id").asText("")),
                mark.path("user").asText(""),
                mark.path("account").asText(""),
                mark.path("uid").asInt(0),
                Identity.all(mark.path("identities")));
    }

    void started(EndpointFolder one, AgentProcess process) throws IOException {
        PrivateFiles.note(one.path().resolve(PROCESS), process.text());
    }

    /** It has ended and left nothing. */
    void ended(EndpointFolder one) {
        try {
            Files.deleteIfExists(one.path().resolve(PROCESS));
        } catch (IOException e) {
            LOG.warnf("%s: %s", one.path(), e.getMessage());
        }
    }

    /** {@return all that there are, by name} */
    List<EndpointFolder> all() throws IOException {
        List<EndpointFolder> all = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return all;
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "uep.*")) {
            for (Path path : found) {
                if (Files.exists(path.resolve(MARK))) {
                    all.add(
                            new EndpointFolder(
                                    path, new EndpointName(path.getFileName().toString())));
                }
            }
        }
        all.sort(Comparator.comparing((EndpointFolder one) -> one.name().value()));
        return all;
    }

    /** {@return the process of one, while it lives} */
    Optional<AgentProcess> process(EndpointFolder one) {
        return AgentProcess.read(one.path().resolve(PROCESS)).filter(AgentProcess::alive);
    }

    List<Household.Earlier> earlier() throws IOException {
        List<Household.Earlier> all = new ArrayList<>();
        for (EndpointFolder one : all()) {
            try {
                Optional<Running> running = process(one).map(Running.Adopted::new);
                boolean again = Files.exists(one.path().resolve(PROCESS));
                long written = Files.getLastModifiedTime(one.path().resolve(MARK)).toMillis();
                if (!again && System.currentTimeMillis() - written > KEPT.toMillis()) {
                    PrivateFiles.remove(one.path());
                } else if (running.isPresent() || again) {
                    all.add(new Household.Earlier(read(one).id(), one, running, again));
                }
            } catch (IOException | BeamletException | IllegalArgumentException e) {
                LOG.errorf("user endpoint in %s not taken up: %s", one.path(), e.getMessage());
            }
        }
        return all;
    }
}

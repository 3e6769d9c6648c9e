package org.beamlet.agent.userendpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.config.ManagerConfig;
import org.beamlet.agent.home.AgentLock;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.PrivateFiles;
import org.beamlet.agent.registration.EndpointIdentity;
import org.beamlet.agent.template.UserTemplates;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** All run as the manager does: processes and files are its owner's, who decides for whom. */
final class OwnersHousehold implements Household {
    private static final Logger LOG = Logger.getLogger(OwnersHousehold.class);
    private static final String USER = System.getProperty("user.name", "");

    /** The folder of one that nobody has asked for in so long, and that left nothing, goes. */
    private static final Duration KEPT = Duration.ofDays(30);

    private final EndpointFolder manager;
    private final String text;
    private final ManagerConfig config;
    private final boolean othersAsMe;
    private final ChildLauncher launcher;
    private final ChildFolders folders;

    /**
     * @param text of the manager's config.yaml
     * @param othersAsMe whether the owner agreed to run what anybody submits
     */
    OwnersHousehold(
            EndpointFolder manager,
            String text,
            ManagerConfig config,
            boolean othersAsMe,
            ChildLauncher launcher) {
        this.manager = manager;
        this.text = text;
        this.config = config;
        this.othersAsMe = othersAsMe;
        this.launcher = launcher;
        this.folders = new ChildFolders(manager);
    }

    @Override
    public List<Earlier> earlier() throws IOException {
        List<Earlier> all = new ArrayList<>();
        for (ChildFolders.Known known : folders.all()) {
            try {
                earlier(known.folder()).ifPresent(all::add);
            } catch (IOException | BeamletException e) {
                LOG.errorf(
                        "user endpoint in %s not taken up: %s",
                        known.folder().path(), e.getMessage());
            }
        }
        return all;
    }

    private static Optional<Earlier> earlier(EndpointFolder folder) throws IOException {
        Optional<EndpointId> id = EndpointIdentity.read(folder.identity());
        if (id.isEmpty()) {
            return Optional.empty();
        }
        Optional<Running> running = AgentLock.holder(folder).map(Running.Adopted::new);
        boolean again = running.isEmpty() && ChildFolders.unfinished(folder);
        if (running.isEmpty()
                && !again
                && System.currentTimeMillis() - ChildFolders.startedMs(folder) > KEPT.toMillis()) {
            PrivateFiles.remove(folder.path());
            return Optional.empty();
        }
        return Optional.of(new Earlier(id.get(), folder, running, again));
    }

    @Override
    public Judged judge(StartOrder order) {
        Optional<UUID> owner = EndpointIdentity.owner(manager.identity());
        boolean mine = owner.filter(order.user()::equals).isPresent();
        if (mine || othersAsMe || config.access().allowed().isPresent()) {
            return Judged.allowed(USER);
        }
        return Judged.refused(
                USER,
                ErrorCode.ENDPOINT_ACCESS_FORBIDDEN,
                "endpoint '%s' runs its owner's tasks alone; ask its owner to set"
                                .formatted(manager.name())
                        + " allowed_functions, or to start it with --run-others-as-me");
    }

    @Override
    public Prepared prepare(StartOrder order) throws IOException {
        ChildConfig filled =
                ChildConfig.of(
                        order, manager.path(), text, UserTemplates.of(manager.path(), config));
        EndpointFolder folder =
                folders.prepare(
                        order.whose(), filled.text(), EndpointIdentity.owner(manager.identity()));
        return new Prepared(
                folder, filled.environment(), filled.config().hooks().setup().isPresent());
    }

    @Override
    public Process start(Child child, @Nullable StartOrder order) throws IOException {
        Files.deleteIfExists(child.ready());
        PrivateFiles.write(child.output(), "");
        return launcher.start(child.folder(), child.ready(), child.output(), child.environment());
    }

    @Override
    public boolean online(Child child) {
        return Files.exists(child.ready());
    }

    @Override
    public boolean leftWork(Child child) {
        try {
            return ChildFolders.unfinished(child.folder());
        } catch (IOException | BeamletException e) {
            LOG.warnf("%s cannot be looked into: %s", child.folder().path(), e.getMessage());
            return false;
        }
    }

    @Override
    public void ended(Child child, boolean orderly) {
        // The folder's lock and journal say it.
    }

    @Override
    public boolean patient(Child child) {
        return ConfigReader.read(child.folder().config()).hooks().setup().isPresent();
    }

    @Override
    public boolean revoked(Child child) {
        return false;
    }
}

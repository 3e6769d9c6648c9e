package org.beamlet.agent.diagnose;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.beamlet.agent.config.AddressConfig;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.config.EndpointConfig;
import org.beamlet.agent.home.AgentLock;
import org.beamlet.agent.home.AgentProcess;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.link.ListenAddress;
import org.beamlet.agent.state.Mount;
import org.beamlet.agent.state.StateFolder;
import org.beamlet.agent.state.StateProbe;
import org.beamlet.agent.template.UserSchema;
import org.beamlet.agent.template.UserTemplate;
import org.beamlet.agent.template.UserTemplates;
import org.beamlet.protocol.error.BeamletException;

/** What can be seen without a network. */
public final class LocalChecks {
    private static final long MIB = 1024L * 1024;
    private static final long LITTLE = 1024 * MIB;
    private static final long NOTHING = 64 * MIB;
    private static final int JAVA = 25;

    private final EndpointFolder folder;

    public LocalChecks(EndpointFolder folder) {
        this.folder = folder;
    }

    public List<Finding> all() throws InterruptedException, IOException {
        List<Finding> all = new ArrayList<>();
        Optional<EndpointConfig> config = config(all);
        all.add(folderIsPrivate());
        all.add(disk());
        all.add(java());
        all.add(worker());
        all.add(agent());
        if (config.isPresent()) {
            all.add(state(StateFolder.of(folder, config.get().stateDir()).path()));
            AddressConfig address = config.get().engine().address();
            all.add(
                    Limited.check(
                            "address",
                            "give `address` an address of this machine",
                            () -> address(ListenAddress.of(address))));
            all.addAll(new SiteChecks(folder, config.get(), System.getenv()).all());
        }
        return all;
    }

    private Optional<EndpointConfig> config(List<Finding> all) {
        try {
            String text = ConfigReader.text(folder.config());
            String file = folder.config().toString();
            if (ConfigReader.isManager(text, file)) {
                UserTemplates templates =
                        UserTemplates.of(folder.path(), ConfigReader.manager(text, file));
                var _ = UserTemplate.read(templates.template());
                var _ = templates.schema().map(UserSchema::read);
                all.add(Finding.ok("config", "config.yaml and the template can be read"));
                return Optional.empty();
            }
            EndpointConfig config = ConfigReader.parse(text, file);
            all.add(Finding.ok("config", "config.yaml can be read and is understood"));
            return Optional.of(config);
        } catch (BeamletException e) {
            all.add(Finding.failed("config", e.what(), e.remedy()));
            return Optional.empty();
        }
    }

    private Finding folderIsPrivate() throws IOException {
        var permissions = Files.getPosixFilePermissions(folder.path());
        boolean open =
                permissions.contains(PosixFilePermission.GROUP_WRITE)
                        || permissions.contains(PosixFilePermission.OTHERS_WRITE);
        if (open) {
            return Finding.failed(
                    "folder",
                    "others may write into %s and so run what they like as you"
                            .formatted(folder.path()),
                    "chmod 700 " + folder.path());
        }
        return Files.isWritable(folder.path())
                ? Finding.ok("folder", folder.path() + " is yours alone to write")
                : Finding.failed(
                        "folder",
                        folder.path() + " cannot be written",
                        "make it writable, or set BEAMLET_HOME");
    }

    private Finding disk() throws IOException {
        long free = Files.getFileStore(folder.path()).getUsableSpace();
        String what = "%d MiB are free under %s".formatted(free / MIB, folder.path());
        if (free < NOTHING) {
            return Finding.failed("disk", what, "free some: no task can be accepted");
        }
        return free < LITTLE
                ? Finding.warning("disk", what, "free some before tasks write their results")
                : Finding.ok("disk", what);
    }

    /** What the agent tries at its start, where its folder is there already. */
    private static Finding state(Path path) {
        if (!Files.isDirectory(path)) {
            return Finding.ok("state", path + " is made at the first start");
        }
        try {
            StateProbe probe = StateProbe.of(path, System.getenv());
            String kind = probe.mount().map(Mount::type).orElse("an unknown file system");
            return probe.warnings().isEmpty()
                    ? Finding.ok("state", "%s, on %s, keeps a journal".formatted(path, kind))
                    : Finding.warning(
                            "state", String.join("; ", probe.warnings()), "see state_dir");
        } catch (BeamletException e) {
            return Finding.failed("state", e.what(), e.remedy());
        }
    }

    private static Finding java() {
        String what =
                "Java %s of %s at %s"
                        .formatted(
                                Runtime.version(),
                                System.getProperty("java.vendor", "?"),
                                System.getProperty("java.home", "?"));
        return Runtime.version().feature() >= JAVA
                ? Finding.ok("java", what)
                : Finding.failed("java", what, "install a JDK %d".formatted(JAVA));
    }

    private static Finding worker() {
        String path = System.getProperty("beamlet.worker.classpath", "");
        if (path.isBlank()) {
            return Finding.skipped("worker", "the installation was not told of");
        }
        Path jar = Path.of(path.split(":", 2)[0]);
        return Files.isReadable(jar)
                ? Finding.ok("worker", jar + " is there")
                : Finding.failed(
                        "worker",
                        jar + " is not there",
                        "run any `beamlet` command to have it built, or install anew");
    }

    private Finding agent() throws IOException {
        Optional<AgentProcess> agent = AgentLock.holder(folder);
        if (agent.isPresent()) {
            AgentProcess process = agent.get();
            return Finding.ok(
                    "agent",
                    "it runs as process %d on %s"
                            .formatted(
                                    process.pid(),
                                    process.host().isEmpty() ? "this machine" : process.host()));
        }
        return Files.exists(folder.pid())
                ? Finding.warning(
                        "agent",
                        "it does not run, and was killed or the machine was restarted",
                        "see the end of agent.log, then start it; it takes up what was left")
                : Finding.ok("agent", "it does not run, and was not killed");
    }

    /** The nodes come to this address, and the agent is bound to it. */
    private static Finding address(String address) throws IOException {
        InetAddress found = InetAddress.getByName(address);
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(found, 0));
        }
        return found.isLoopbackAddress()
                ? Finding.ok(
                        "address",
                        address + " is this machine alone; blocks elsewhere need another")
                : Finding.ok("address", "%s is %s".formatted(address, found.getHostAddress()));
    }
}

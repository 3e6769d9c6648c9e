package org.beamlet.agent.command;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.EndpointFolders;
import org.beamlet.agent.home.EndpointName;
import org.beamlet.agent.home.ServiceAddress;
import org.beamlet.protocol.home.BeamletHome;
import org.beamlet.protocol.net.Connections;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The parent of all endpoint commands: what they share. */
@Command(
        name = "endpoint",
        description = "Runs functions on this machine's batch system.",
        mixinStandardHelpOptions = true,
        version = "beamlet endpoint 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ConfigureCommand.class,
            CheckCommand.class,
            StartCommand.class,
            UserStartCommand.class,
            StopCommand.class,
            RestartCommand.class,
            ListCommand.class,
            StatusCommand.class,
            LogsCommand.class,
            WhoamiCommand.class,
            DiagnoseCommand.class,
            DrainCommand.class,
            ScaleCommand.class,
            LoginCommand.class,
            MetricsCommand.class,
            UsageCommand.class,
            AuditCommand.class,
            SystemdCommand.class,
            CronCommand.class,
            MigrateCommand.class,
            DeleteCommand.class,
            HelpCommand.class,
            CompletionScript.class
        })
final class EndpointCommand implements Runnable {
    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Shows stack traces and logs more.")
    boolean debug;

    @picocli.CommandLine.Spec picocli.CommandLine.Model.@Nullable CommandSpec spec;

    private Map<String, String> environment;

    EndpointCommand() {
        this(System.getenv());
    }

    EndpointCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getOut());
        }
    }

    Map<String, String> environment() {
        return environment;
    }

    /** Adds what was not to stand in the process's own environment. */
    void handed(String name, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(name, value);
        environment = Map.copyOf(more);
    }

    /** Says how an endpoint reaches its service, whatever the environment says. */
    void through(Optional<String> proxy) {
        proxy.ifPresent(text -> handed(Connections.PROXY, text));
    }

    BeamletHome home() {
        return BeamletHome.of(environment);
    }

    EndpointFolder folder(String name) {
        return new EndpointFolders(home()).endpoint(new EndpointName(name));
    }

    ServiceAddress service(@Nullable String url) {
        return ServiceAddress.find(home(), environment, Optional.ofNullable(url));
    }
}

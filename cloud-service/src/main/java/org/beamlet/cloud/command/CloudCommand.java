package org.beamlet.cloud.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code beamlet cloud}: says what there is to say. */
@Command(
        name = "beamlet cloud",
        mixinStandardHelpOptions = true,
        version = "Beamlet 0.1.0-SNAPSHOT",
        sortOptions = false,
        description = "The cloud service: takes tasks in, queues them, keeps their results.",
        subcommands = {
            StartCommand.class,
            TokenCommand.class,
            UserCommand.class,
            DaemonCommand.class,
            AuditCommand.class,
            ClientCommand.class,
            StatusCommand.class,
            SettingsCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            CompletionScript.class
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:done",
            "1:it failed; the message says why and what to do",
            "2:the command line is wrong",
            "3:the service is not running (status)"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamlet cloud start",
            "  beamlet cloud start --data /srv/beamlet --port 8080",
            "  beamlet cloud token --user alice --save",
            "  beamlet cloud status --json"
        })
final class CloudCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Show stack traces and log more.")
    private boolean debug;

    boolean debug() {
        return debug;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}

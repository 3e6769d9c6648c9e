package org.beamlet.cloud.command;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Serves until it is told to stop. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        showDefaultValues = true,
        description = {
            "Runs the service in the foreground until SIGTERM or Ctrl-C.",
            "Binds the loopback address only. The log is DATA/service.log; warnings also go to"
                    + " standard error."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamlet cloud start",
            "  beamlet cloud start --data /srv/beamlet --port 8080 --broker-port 5673",
            "  beamlet cloud start --port 0 --broker-port 0 --ready-file ready.json"
        })
final class StartCommand implements Callable<Integer> {
    private static final int LARGEST_PORT = 65_535;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CloudCommand parent;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where everything is kept (default: $$BEAMLET_HOME/cloud).",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER)
    private @Nullable Path data;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "5000",
            description = "Port of the REST routes; 0 takes a free one.")
    private int port;

    @Option(
            names = "--broker-port",
            paramLabel = "PORT",
            defaultValue = "5672",
            description = "Port of the embedded broker; 0 takes a free one.")
    private int brokerPort;

    @Option(
            names = "--ready-file",
            paramLabel = "FILE",
            description =
                    "Written once the service answers: JSON with url, broker_port, pid and data.",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER)
    private @Nullable Path readyFile;

    @Override
    public Integer call() {
        requirePort("--port", port);
        requirePort("--broker-port", brokerPort);
        DataFolder folder = DataFolder.of(data).make();
        try (DataFolder.Lock _ = lock(folder)) {
            Ports.requireFree("--port", port);
            Ports.requireFree("--broker-port", brokerPort);
            return new Serving(folder, port, brokerPort, readyFile, parent.debug()).run();
        }
    }

    private static void requirePort(String option, int port) {
        if (port < 0 || port > LARGEST_PORT) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    "%s %d is not a port".formatted(option, port),
                    "use 0 for a free one, or 1 to %d".formatted(LARGEST_PORT));
        }
    }

    private static DataFolder.Lock lock(DataFolder folder) {
        return folder.tryLock()
                .orElseThrow(() ->
                        new BeamletException(
                                ErrorCode.ALREADY_RUNNING,
                                "the data folder '%s' is in use by another service%s"
                                        .formatted(folder.path(), who(folder)),
                                "stop that one, or name another folder with --data"));
    }

    private static String who(DataFolder folder) {
        return ServiceFile.read(folder.serviceFile())
                .map(other -> " (process %d, %s)".formatted(other.pid(), other.url()))
                .orElse("");
    }
}

package org.beamlet.cloud.command;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.beamlet.cloud.settings.Settings;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Serves until it is told to stop. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs the service in the foreground until SIGTERM or Ctrl-C.",
            "Binds the loopback address unless beamlet.http.host is set. The log is"
                    + " DATA/service.log; warnings also go to standard error."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamlet cloud start",
            "  beamlet cloud start --data /srv/beamlet --port 8080 --broker-port 5673",
            "  beamlet cloud start --config /etc/beamlet/cloud.properties --profile production",
            "  beamlet cloud start --port 0 --broker-port 0 --ready-file ready.json"
        })
final class StartCommand implements Callable<Integer> {
    private static final int LARGEST_PORT = 65_535;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CloudCommand parent;

    @Mixin
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private SettingsOptions options;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port of the REST routes; 0 takes a free one (default: 5000).")
    private @Nullable Integer port;

    @Option(
            names = "--broker-port",
            paramLabel = "PORT",
            description = "Port of the embedded broker; 0 takes a free one (default: 5672).")
    private @Nullable Integer brokerPort;

    @Option(
            names = "--ready-file",
            paramLabel = "FILE",
            description =
                    "Written once the service answers: JSON with url, broker_port, pid and data.")
    private @Nullable Path readyFile;

    @Override
    public Integer call() {
        requirePort("--port", port);
        requirePort("--broker-port", brokerPort);
        Map<String, Integer> given = new HashMap<>();
        if (port != null) {
            given.put(HttpAddress.PORT, port);
        }
        if (brokerPort != null) {
            given.put(Brokers.PORT, brokerPort);
        }
        Settings settings = options.load(given);
        ServicePlan plan = ServicePlan.of(settings, options.folder(settings).make());
        Optional<DataFolder.Lock> lock =
                plan.embeddedParts() ? Optional.of(lock(plan.folder())) : Optional.empty();
        try {
            Ports.requireFree("--port", plan.http().host(), plan.http().port());
            if (plan.broker().embedded()) {
                plan.brokers().requireFreePorts();
            }
            return new Serving(plan, readyFile, parent.debug()).run();
        } finally {
            lock.ifPresent(DataFolder.Lock::close);
        }
    }

    private static void requirePort(String option, @Nullable Integer port) {
        if (port != null && (port < 0 || port > LARGEST_PORT)) {
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

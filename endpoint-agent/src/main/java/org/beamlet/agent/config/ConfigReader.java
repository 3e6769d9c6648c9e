package org.beamlet.agent.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Reads config.yaml. */
public final class ConfigReader {
    private static final int MANY = 100_000;

    private ConfigReader() {}

    /**
     * Reads the file.
     *
     * @throws BeamletException with code CONFIG_INVALID, naming every fault with its line
     */
    public static EndpointConfig read(Path file) {
        try {
            return parse(Files.readString(file), file.toString());
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "%s cannot be read: %s".formatted(file, e.getMessage()),
                    "restore the file, or delete the endpoint and configure it again",
                    e);
        }
    }

    /** Reads a text; {@code name} is how faults call it. */
    public static EndpointConfig parse(String text, String name) {
        ConfigFaults faults = new ConfigFaults(name);
        Section top = new Section("", YamlTree.read(text, faults), faults);
        if (!top.has("engine")) {
            top.fault("engine", "is missing; say which engine and provider run the tasks");
        }
        // Below 5 s Globus Compute raises it to 5 s as well.
        Duration period = seconds(top, "heartbeat_period", 30, 5, 3600);
        EndpointConfig config =
                new EndpointConfig(
                        displayName(top),
                        AccessConfig.read(top),
                        period,
                        lostAfter(top, period),
                        DataRootReader.read(top),
                        ObservationConfig.read(top),
                        engine(top.section("engine")));
        top.finish(Refused.TOP);
        faults.throwIfAny();
        return config;
    }

    private static Duration lostAfter(Section top, Duration period) {
        Duration lostAfter = seconds(top, "agent_lost_after", 1800, 15, 1_209_600);
        if (lostAfter.compareTo(period.multipliedBy(3)) < 0) {
            top.fault("agent_lost_after", "is less than three of heartbeat_period; raise it");
        }
        return lostAfter;
    }

    private static Optional<String> displayName(Section top) {
        Optional<String> name = top.text("display_name").filter(text -> !text.equals("None"));
        if (name.filter(text -> text.length() > 256).isPresent()) {
            top.fault("display_name", "is longer than 256 characters; shorten it");
        }
        return name;
    }

    private static EngineConfig engine(Section engine) {
        TypeWord.check(
                engine,
                "engine",
                List.of("GlobusComputeEngine"),
                List.of("GlobusMPIEngine", "ProcessPoolEngine", "ThreadPoolEngine"));
        int workers =
                engine.integer(
                        "max_workers_per_node",
                        Runtime.getRuntime().availableProcessors(),
                        1,
                        4096);
        Duration period = seconds(engine, "heartbeat_period", 30, 1, 3600);
        Duration threshold = seconds(engine, "heartbeat_threshold", 120, 2, 86_400);
        if (threshold.compareTo(period.multipliedBy(2)) < 0) {
            engine.fault("heartbeat_threshold", "is less than two of heartbeat_period; raise it");
        }
        EngineConfig config =
                new EngineConfig(
                        ProviderReader.read(engine),
                        workers,
                        engine.integer("prefetch_capacity", workers, 0, MANY),
                        retries(engine),
                        address(engine),
                        engine.integer("worker_port", 0, 0, 65_535),
                        period,
                        threshold,
                        engine.text("working_dir").orElse("tasks_working_dir"));
        engine.finish(Refused.ENGINE);
        return config;
    }

    private static OptionalInt retries(Section engine) {
        return engine.has("max_retries_on_system_failure")
                ? OptionalInt.of(engine.integer("max_retries_on_system_failure", 0, 0, 900))
                : OptionalInt.empty();
    }

    private static String address(Section engine) {
        String address = engine.text("address").orElse("127.0.0.1");
        if (!address.matches("[A-Za-z0-9.:-]{1,253}")) {
            engine.fault(
                    "address", "is '%s'; give a host name or an IP address".formatted(address));
        }
        return address;
    }

    private static Duration seconds(
            Section section, String key, double otherwise, double min, double max) {
        return Duration.ofMillis(Math.round(1000 * section.number(key, otherwise, min, max)));
    }
}

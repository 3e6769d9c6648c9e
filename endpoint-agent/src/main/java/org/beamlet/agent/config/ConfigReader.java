package org.beamlet.agent.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Reads config.yaml. */
public final class ConfigReader {
    private ConfigReader() {}

    /**
     * Reads the file of an endpoint that runs tasks.
     *
     * @throws BeamletException with code CONFIG_INVALID, naming every fault with its line
     */
    public static EndpointConfig read(Path file) {
        return parse(text(file), file.toString());
    }

    /** {@return the text of the file, as far as one is read at all} */
    public static String text(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(YamlTree.MAX_CHARACTERS + 1), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "%s cannot be read: %s".formatted(file, e.getMessage()),
                    "restore the file, or delete the endpoint and configure it again",
                    e);
        }
    }

    /** {@return whether the text is of a manager endpoint: without an engine} */
    public static boolean isManager(String text, String name) {
        ConfigFaults faults = new ConfigFaults(name);
        return !new Section("", YamlTree.read(text, faults), faults).has("engine");
    }

    /** {@return whether the text says where a template is} */
    public static boolean namesTemplate(String text, String name) {
        ConfigFaults faults = new ConfigFaults(name);
        return new Section("", YamlTree.read(text, faults), faults)
                .has("user_config_template_path");
    }

    /** Reads a text; {@code name} is how faults call it. */
    public static EndpointConfig parse(String text, String name) {
        ConfigFaults faults = new ConfigFaults(name);
        Section top = new Section("", YamlTree.read(text, faults), faults);
        if (!top.has("engine")) {
            top.fault("engine", "is missing; say which engine and provider run the tasks");
        }
        Duration period = period(top);
        EndpointConfig config =
                new EndpointConfig(
                        displayName(top),
                        AccessConfig.ofAgent(top),
                        period,
                        lostAfter(top, period),
                        DataRootReader.read(top),
                        ObservationConfig.read(top),
                        IdleConfig.read(top),
                        HookConfig.read(top),
                        AccountingConfig.read(top),
                        top.has("take_ahead")
                                ? OptionalInt.of(top.integer("take_ahead", 0, 0, 100_000))
                                : OptionalInt.empty(),
                        ProxyReader.read(top),
                        stateDir(top),
                        top.flag("debug", false),
                        EngineReader.read(top.section("engine")),
                        List.of());
        top.finish(Refused.TOP);
        faults.throwIfAny();
        return config.withNotes(faults.notes());
    }

    /** Reads the text of a manager endpoint. */
    public static ManagerConfig manager(String text, String name) {
        ConfigFaults faults = new ConfigFaults(name);
        Section top = new Section("", YamlTree.read(text, faults), faults);
        Duration period = period(top);
        ManagerConfig config =
                new ManagerConfig(
                        displayName(top),
                        AccessConfig.read(top),
                        period,
                        lostAfter(top, period),
                        DataRootReader.read(top),
                        ProxyReader.read(top),
                        top.flag("debug", false),
                        path(top, "user_config_template_path"),
                        path(top, "user_config_schema_path"),
                        Optional.of(top.line("email")).filter(email -> !email.isEmpty()),
                        top.seconds("mu_child_ep_grace_period_s", 30, 0, 3600),
                        top.integer("max_user_endpoints", 20, 1, 1000),
                        AccountConfig.read(top),
                        AccountingConfig.audit(top),
                        List.of());
        top.finish(Refused.COMMON);
        faults.throwIfAny();
        return config.withNotes(faults.notes());
    }

    /**
     * Says which texts mean the same.
     *
     * @return SHA-256 in hexadecimal digits, the same whatever the order of keys and the comments
     */
    public static String digest(String text, String name) {
        @Nullable Node root = YamlTree.read(text, new ConfigFaults(name));
        return YamlText.digest(root);
    }

    private static Optional<Path> path(Section top, String key) {
        String text = top.line(key);
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException _) {
            top.fault(key, "is no path; write one");
            return Optional.empty();
        }
    }

    /** A home that is shared by hosts need not be the place of what one of them writes. */
    private static Optional<Path> stateDir(Section top) {
        Optional<Path> named = path(top, "state_dir");
        if (named.isPresent() && !named.get().isAbsolute()) {
            top.fault("state_dir", "is '%s'; give an absolute path".formatted(named.get()));
            return Optional.empty();
        }
        return named.map(Path::normalize);
    }

    /** Below 5 s Globus Compute raises it to 5 s as well. */
    private static Duration period(Section top) {
        return top.seconds("heartbeat_period", 30, 5, 3600);
    }

    private static Duration lostAfter(Section top, Duration period) {
        Duration lostAfter = top.seconds("agent_lost_after", 1800, 15, 1_209_600);
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
}

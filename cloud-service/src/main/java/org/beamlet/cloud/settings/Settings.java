package org.beamlet.cloud.settings;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * What is set: {@code --set}, then the environment, then the settings file; what is not set has the
 * default of whoever asks. The same order holds for what Quarkus reads.
 */
public final class Settings {
    public static final String PROFILE = "beamlet.profile";

    private final SmallRyeConfig config;
    private final @Nullable Path folder;

    private Settings(SmallRyeConfig config, @Nullable Path folder) {
        this.config = config;
        this.folder = folder;
    }

    /** {@return what the environment alone sets} */
    public static Settings ofEnvironment() {
        return load(null, Map.of());
    }

    /**
     * Reads a file and what was set on the command line, for this process and for Quarkus in it.
     *
     * @throws BeamletException with code CONFIG_INVALID, which names the key
     */
    public static Settings load(@Nullable Path file, Map<String, String> set) {
        KnownSettings known = KnownSettings.load();
        EnvironmentCheck.require(System.getenv().keySet(), known);
        Map<String, String> values = file == null ? Map.of() : SettingsFile.read(file, known);
        set.keySet().forEach(key -> SettingsFile.require(key, "--set", known));
        SettingsSource.use(values);
        set.forEach(System::setProperty);
        SmallRyeConfig config =
                new SmallRyeConfigBuilder()
                        .addSystemSources()
                        .withSources(new SettingsSource(values))
                        .addDefaultInterceptors()
                        .build();
        return new Settings(config, file == null ? null : file.toAbsolutePath().getParent());
    }

    public Optional<String> text(String key) {
        return value(key).map(ConfigValue::getValue);
    }

    private Optional<ConfigValue> value(String key) {
        ConfigValue value = config.getConfigValue(key);
        String text = value.getValue();
        return text == null || text.isBlank() ? Optional.empty() : Optional.of(value);
    }

    /** {@return a path; in the settings file it may be relative to the folder of that file} */
    public Optional<Path> path(String key) {
        return value(key)
                .map(value -> {
                    Path path = Path.of(value.getValue());
                    boolean ofFile =
                            value.getConfigSourceOrdinal() == new SettingsSource().getOrdinal();
                    return folder != null && ofFile ? folder.resolve(path) : path.toAbsolutePath();
                });
    }

    /** {@return the path of a file that nobody but its owner may read} */
    public Optional<Path> privateFile(String key) {
        return path(key).map(file -> SecretText.requirePrivate(key, file));
    }

    /** {@return a secret, from the environment or from the file that {@code key-file} names} */
    public Optional<String> secret(String key) {
        return text(key)
                .or(() -> path(key + "-file").map(file -> SecretText.read(key + "-file", file)));
    }

    public boolean flag(String key, boolean standard) {
        return text(key)
                .map(text ->
                        switch (text) {
                            case "true" -> true;
                            case "false" -> false;
                            default -> throw faulty(key, text, "true or false");
                        })
                .orElse(standard);
    }

    public int number(String key, int standard, int least, int most) {
        return text(key)
                .map(text -> {
                    try {
                        int number = Integer.parseInt(text);
                        if (number >= least && number <= most) {
                            return number;
                        }
                    } catch (NumberFormatException _) {
                        // Told below.
                    }
                    throw faulty(key, text, "a number from %d to %d".formatted(least, most));
                })
                .orElse(standard);
    }

    /** {@return a duration such as {@code 500ms}, {@code 30s}, {@code 5m} or {@code 2h}} */
    public Duration duration(String key, Duration standard) {
        return text(key)
                .map(text ->
                        Quantities.duration(text)
                                .orElseThrow(() -> faulty(key, text, "such as 30s, 5m or 2h")))
                .orElse(standard);
    }

    /** {@return a size such as {@code 64K}, {@code 10M} or {@code 5G}, in bytes} */
    public long bytes(String key, long standard) {
        return text(key)
                .map(text ->
                        Quantities.bytes(text)
                                .orElseThrow(() -> faulty(key, text, "such as 64K, 10M or 5G")))
                .orElse(standard);
    }

    /** Raises for settings that must not be missing together with another. */
    public String required(String key, String why) {
        return text(key)
                .orElseThrow(() ->
                        new BeamletException(
                                ErrorCode.CONFIG_INVALID,
                                "'%s' is not set, but %s".formatted(key, why),
                                "set it; docs/reference/settings.md says how"));
    }

    /** {@return what to raise where a value is not one of those that a setting takes} */
    public static BeamletException faulty(String key, String value, String wanted) {
        return new BeamletException(
                ErrorCode.CONFIG_INVALID, "%s is '%s'".formatted(key, value), "use " + wanted);
    }
}

package org.beamlet.cloud.command;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.beamlet.cloud.settings.Settings;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How every command is told of settings. */
final class SettingsOptions {
    private static final String DATA = "beamlet.data";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings, lines of key=value; docs/reference/settings.md has the keys.")
    private @Nullable Path config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "One setting; stronger than environment and file. May be repeated.")
    private Map<String, String> set = new LinkedHashMap<>();

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description =
                    "embedded (default) or production, which insists on a database and a broker of"
                            + " their own.")
    private @Nullable String profile;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where everything is kept (default: $$BEAMLET_HOME/cloud).")
    private @Nullable Path data;

    Settings load(Map<String, Integer> given) {
        Map<String, String> all = new LinkedHashMap<>(set);
        given.forEach((key, value) -> all.put(key, value.toString()));
        if (profile != null) {
            all.put(Settings.PROFILE, profile);
        }
        try {
            return Settings.load(config, all);
        } catch (BeamletException e) {
            throw new BeamletException(ErrorCode.USAGE, e.what(), e.remedy(), e);
        }
    }

    Settings load() {
        return load(Map.of());
    }

    DataFolder folder(Settings settings) {
        return DataFolder.of(data != null ? data : settings.path(DATA).orElse(null));
    }
}

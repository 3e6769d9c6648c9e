package org.beamlet.cloud.settings;

import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Found by ServiceLoader: hands the settings file to Quarkus, which makes its own instance of this.
 * Stronger than what is packed, weaker than the environment.
 */
public final class SettingsSource implements ConfigSource {
    private static final int ORDINAL = 290;

    private static volatile Map<String, String> current = Map.of();

    private final Map<String, String> values;

    public SettingsSource() {
        this(current);
    }

    SettingsSource(Map<String, String> values) {
        this.values = values;
    }

    /** Sets what instances made from now on hold. */
    static void use(Map<String, String> values) {
        current = Map.copyOf(values);
    }

    @Override
    public int getOrdinal() {
        return ORDINAL;
    }

    @Override
    public Set<String> getPropertyNames() {
        return values.keySet();
    }

    @Override
    public @Nullable String getValue(String name) {
        return values.get(name);
    }

    @Override
    public String getName() {
        return "beamlet-settings-file";
    }
}

package org.beamlet.cloud.command;

import org.beamlet.cloud.settings.Settings;
import org.beamlet.cloud.store.StoreSettings;
import picocli.CommandLine.Mixin;

/** Which service is meant, for commands of operators. */
final class DataOption {
    @Mixin
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private SettingsOptions options;

    AdminDoor door() {
        Settings settings = options.load();
        StoreSettings store = StoreSettings.of(settings);
        DataFolder folder = options.folder(settings);
        return new AdminDoor(store.embedded() ? folder.make() : folder, store);
    }
}

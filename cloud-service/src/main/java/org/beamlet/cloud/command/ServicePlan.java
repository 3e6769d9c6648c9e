package org.beamlet.cloud.command;

import org.beamlet.cloud.broker.BrokerSettings;
import org.beamlet.cloud.feed.FeedSettings;
import org.beamlet.cloud.objects.ObjectSettings;
import org.beamlet.cloud.settings.Profile;
import org.beamlet.cloud.settings.Settings;
import org.beamlet.cloud.store.StoreSettings;

/** All that was set, read and found to be in order before anything is opened. */
record ServicePlan(
        Settings settings,
        Profile profile,
        DataFolder folder,
        HttpAddress http,
        StoreSettings store,
        BrokerSettings broker,
        Brokers brokers,
        ObjectSettings objects,
        FeedSettings feed) {

    static ServicePlan of(Settings settings, DataFolder folder) {
        HttpAddress http = HttpAddress.of(settings);
        BrokerSettings broker = BrokerSettings.of(settings);
        return new ServicePlan(
                settings,
                Profile.of(settings),
                folder,
                http,
                StoreSettings.of(settings),
                broker,
                Brokers.of(settings, broker, folder),
                ObjectSettings.of(settings),
                FeedSettings.of(settings));
    }

    /** {@return whether the folder holds what one process at a time may have open} */
    boolean embeddedParts() {
        return store.embedded() || broker.embedded();
    }
}

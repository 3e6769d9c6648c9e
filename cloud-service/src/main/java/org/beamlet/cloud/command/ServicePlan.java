package org.beamlet.cloud.command;

import org.beamlet.cloud.broker.BrokerSettings;
import org.beamlet.cloud.feed.FeedSettings;
import org.beamlet.cloud.limit.DiskRoom;
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
        FeedSettings feed,
        long leastFree) {
    /** More than what the embedded broker stops at, so that accepted tasks reach it. */
    private static final long LEAST_FREE = 512L << 20;

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
                Brokers.of(settings, broker, http, folder),
                ObjectSettings.of(settings),
                FeedSettings.of(settings),
                settings.bytes("beamlet.least-free", LEAST_FREE));
    }

    /** {@return the room that new work needs, where the folder is what it is kept in} */
    DiskRoom room() {
        return embeddedParts() ? DiskRoom.of(folder.path(), leastFree) : DiskRoom.boundless();
    }

    /** {@return whether the folder holds what one process at a time may have open} */
    boolean embeddedParts() {
        return store.embedded() || broker.embedded();
    }
}

package org.beamlet.architecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;

/** Leaves out what protoc and Quarkus generate. */
final class OwnCode implements ImportOption {
    @Override
    public boolean includes(Location location) {
        return !location.contains("/org/beamlet/node/wire/");
    }
}

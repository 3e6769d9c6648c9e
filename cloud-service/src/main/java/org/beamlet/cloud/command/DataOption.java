package org.beamlet.cloud.command;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which service is meant, for commands of operators. */
final class DataOption {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The service's data folder (default: $$BEAMLET_HOME/cloud).")
    private @Nullable Path data;

    AdminDoor door() {
        return new AdminDoor(DataFolder.of(data).make());
    }
}

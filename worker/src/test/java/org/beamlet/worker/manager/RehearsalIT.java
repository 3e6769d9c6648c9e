package org.beamlet.worker.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalIT {
    @TempDir private Path folder;

    /** A cache is only as good as what the rehearsal went through: enrolment, a task, its end. */
    @Test
    void aManagerRunsATaskAndEndsByItself() throws Exception {
        try (Rehearsal agent = Rehearsal.open(folder);
                NodeManager manager = NodeManager.of(BlockFile.read(agent.blockFile()))) {
            manager.start();

            assertThat(CompletableFuture.supplyAsync(manager::awaitEnd).get(3, TimeUnit.MINUTES))
                    .isEqualTo(ManagerEnd.STOPPED);
        }
    }
}

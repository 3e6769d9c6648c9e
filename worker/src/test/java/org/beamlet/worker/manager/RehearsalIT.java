package org.beamlet.worker.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.beamlet.worker.start.AotCache;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalIT {
    @TempDir private Path folder;

    /** Others could otherwise put code there, and it would not be used. */
    @Test
    void theFolderAndAllAboveThatAreMadeForItAreTheUsersOwn() throws Exception {
        Path cache = folder.resolve("cache");
        try (Rehearsal agent = Rehearsal.open(cache.resolve("rehearsal"))) {
            for (Path made : List.of(cache, agent.blockFile().getParent())) {
                assertThat(Files.getPosixFilePermissions(made))
                        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
            }
            assertThat(Files.getPosixFilePermissions(agent.blockFile()))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
    }

    /** All nodes of a block come to it at the same time, and share the folder. */
    @Test
    void whileOneNodeMakesTheCacheTheOthersLeaveItsRehearsalAlone() throws Exception {
        AotCache cache = AotCache.at(folder.resolve("cache/node-manager.aot"));
        try (Rehearsal first = Rehearsal.open(folder.resolve("cache/rehearsal"))) {
            Files.createFile(folder.resolve("cache/node-manager.aot.lock"));
            String before = Files.readString(first.blockFile());

            new StartCache(cache).make(List.of("/nobody/starts/this"));

            assertThat(first.blockFile()).hasContent(before);
            assertThat(cache.present()).isEmpty();
        }
    }

    /** A cache is only as good as what the rehearsal went through: enrolment, a task, its end. */
    @Test
    void aManagerRunsATaskAndEndsByItself() throws Exception {
        try (Rehearsal agent = Rehearsal.open(folder);
                NodeManager manager =
                        NodeManager.of(BlockFile.read(agent.blockFile()), NodeKey::create)) {
            manager.start();

            assertThat(CompletableFuture.supplyAsync(manager::awaitEnd).get(3, TimeUnit.MINUTES))
                    .isEqualTo(ManagerEnd.STOPPED);
        }
    }
}

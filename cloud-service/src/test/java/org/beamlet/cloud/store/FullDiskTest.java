package org.beamlet.cloud.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a disk without room does to the embedded store, and what room does to it. */
class FullDiskTest {
    @TempDir private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Store store;

    @BeforeEach
    void open() {
        FullDisk.register();
        String url = H2Settings.url(folder).replace("jdbc:h2:file:", "jdbc:h2:full:");
        store =
                Store.open(
                        new StoreSettings(
                                Optional.of(url), "beamlet", "", 4, Duration.ofSeconds(5)),
                        folder);
    }

    @AfterEach
    void close() {
        FullDisk.full(false);
        store.close();
    }

    private void put(long at) {
        store.transaction(handle ->
                handle.createUpdate("INSERT INTO turns (job, last_ms) VALUES (:job, :at)")
                        .bind("job", "job " + at)
                        .bind("at", at)
                        .execute());
    }

    private Set<Long> kept() {
        return new HashSet<>(
                store.read(handle ->
                        handle.createQuery("SELECT last_ms FROM turns WHERE job LIKE 'job %'")
                                .mapTo(Long.class)
                                .list()));
    }

    @Test
    void whatWasTakenIsThereAndWhatWasRefusedIsNotAndItGoesOnByItselfWithRoom() {
        Set<Long> taken = new HashSet<>();
        for (long at = 0; at < 20; at++) {
            put(at);
            taken.add(at);
        }
        FullDisk.full(true);
        for (long at = 100; at < 102; at++) {
            long refused = at;
            assertThatThrownBy(() -> put(refused))
                    .isInstanceOfSatisfying(
                            BeamletException.class,
                            e -> {
                                assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
                                assertThat(e.remedy()).contains("free space");
                            });
        }

        FullDisk.full(false);
        for (long at = 200; at < 220; at++) {
            put(at);
            taken.add(at);
        }
        assertThat(kept()).isEqualTo(taken);
    }
}

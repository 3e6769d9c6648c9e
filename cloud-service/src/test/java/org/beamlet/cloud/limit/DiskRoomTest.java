package org.beamlet.cloud.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.beamlet.cloud.peer.Await;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When there is room for new work. */
class DiskRoomTest {
    private final AtomicLong free = new AtomicLong(600L << 20);
    private final DiskRoom room = new DiskRoom("/data", 512L << 20, free::get);

    @Test
    void workIsRefusedWhileThereIsTooLittleAndTakenAgainAfterwards() throws Exception {
        room.require();
        free.set(300L << 20);
        Await.until("it has seen that", () -> room.lacking().isPresent());
        assertThatThrownBy(room::require)
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL);
                            assertThat(e.what()).contains("300 MB", "512 MB");
                            assertThat(e.remedy()).contains("/data", "free space");
                        });
        free.set(512L << 20);
        Await.until("it has seen that", () -> room.lacking().isEmpty());
        room.require();
    }

    @Test
    void aFoldersDiskIsAsked(@TempDir Path folder) {
        DiskRoom.of(folder, 1).require();
        assertThat(DiskRoom.of(folder, Long.MAX_VALUE - 1).lacking()).isPresent();
        assertThat(DiskRoom.of(folder.resolve("gone"), Long.MAX_VALUE - 1).lacking()).isEmpty();
    }

    @Test
    void withoutABoundNothingIsAsked() {
        new DiskRoom("/data", 0, () -> -1).require();
        DiskRoom.boundless().require();
    }
}

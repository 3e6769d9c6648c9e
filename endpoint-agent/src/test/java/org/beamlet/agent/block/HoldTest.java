package org.beamlet.agent.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.beamlet.providers.JobState;
import org.beamlet.providers.JobStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HoldTest {
    private static final Instant MADE = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir Path folder;

    private final Hold hold = new Hold();

    @Test
    void whatIsHeldIsWantedWhateverTheTasksWantAndLessIsGivenBack() {
        assertThat(hold.wanted(1, 0)).isEqualTo(1);
        assertThat(hold.givesBack()).isFalse();
        hold.hold(3);
        assertThat(hold.wanted(1, 0)).isEqualTo(3);
        assertThat(hold.wanted(5, 9)).isEqualTo(5);
        hold.givenBack();
        assertThat(hold.givesBack()).isFalse();
        hold.hold(0);
        assertThat(hold.givesBack()).isTrue();
        assertThat(hold.wanted(1, 0)).isEqualTo(1);
    }

    @Test
    void aDrainedEndpointKeepsNoBlocksAndGivesThemBackWheneverTheyAreIdle() {
        hold.hold(2);
        hold.draining(true);
        assertThat(hold.wanted(4, 7)).isEqualTo(4);
        assertThat(hold.wanted(1, 0)).isZero();
        hold.givenBack();
        assertThat(hold.givesBack()).isTrue();
        hold.draining(false);
        hold.givenBack();
        assertThat(hold.givesBack()).isFalse();
        assertThat(hold.wanted(1, 0)).isEqualTo(2);
    }

    @Test
    void aBlockShowsItsAgeAndWhatIsLeftOfItsWalltimeSinceItBegan() throws Exception {
        Block block = new Block("block-1-00ff", folder, "s");
        Files.writeString(block.file(), "{\"walltime\": 600}");
        Files.setLastModifiedTime(block.file(), FileTime.from(MADE));
        BlockWatch watch = new BlockWatch();

        BlockView waiting = watch.view(block, "17", 2, MADE.plusSeconds(40));
        assertThat(waiting)
                .isEqualTo(new BlockView("block-1-00ff", "17", "submitted", "", "", 2, 40, null));

        watch.seen(block, JobStatus.of(JobState.RUNNING));
        Files.setLastModifiedTime(folder.resolve("begun"), FileTime.from(MADE.plusSeconds(100)));
        watch.seen(block, JobStatus.of(JobState.RUNNING));
        BlockView running = watch.view(block, "17", 2, MADE.plusSeconds(160));
        assertThat(running.state()).isEqualTo("running");
        assertThat(running.walltimeLeftS()).isEqualTo(540);
    }

    @Test
    void theLastFailureStaysKnownUntilABlockEndsInOrder() {
        Block block = new Block("block-1-00ff", folder, "s");
        BlockWatch watch = new BlockWatch();
        watch.ended(block, JobStatus.exited(1), "failed (exit status 1)", "a\nno such module");
        assertThat(watch.lastFailure())
                .hasValue(
                        "block block-1-00ff failed (exit status 1); it wrote last: no such module");
        watch.ended(block, JobStatus.of(JobState.TIMEOUT), "timeout", "");
        watch.ended(block, JobStatus.of(JobState.PREEMPTED), "preempted", "");
        assertThat(watch.lastFailure()).isPresent();
        watch.ended(block, JobStatus.exited(0), "completed", "");
        assertThat(watch.lastFailure()).isEmpty();
    }
}

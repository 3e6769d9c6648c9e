package org.beamlet.agent.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.beamlet.providers.JobState;
import org.beamlet.providers.JobStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a node manager's word is taken before the provider's. */
class BlockWatchTest {
    @TempDir Path folder;
    private final BlockWatch watch = new BlockWatch();
    private Block block = new Block("block-1-00ff", Path.of(""), "s");

    @BeforeEach
    void make() {
        block = new Block("block-1-00ff", folder, "s");
    }

    private boolean waitsAfter(JobState said) {
        boolean _ = watch.seen(block, JobStatus.of(said));
        return watch.waits(block);
    }

    @Test
    void aBlockWaitsUntilItIsSaidToRun() {
        assertThat(watch.waits(block)).isTrue();
        assertThat(waitsAfter(JobState.PENDING)).isTrue();
        assertThat(waitsAfter(JobState.RUNNING)).isFalse();
    }

    @Test
    void oneThatIsHeldWaitsUnlessItHasRun() {
        assertThat(waitsAfter(JobState.HELD)).isTrue();
        assertThat(waitsAfter(JobState.RUNNING)).isFalse();
        assertThat(waitsAfter(JobState.HELD)).isFalse();
    }
}

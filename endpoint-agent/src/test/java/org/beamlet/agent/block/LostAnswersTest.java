package org.beamlet.agent.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.providers.BlockRequest;
import org.beamlet.providers.JobId;
import org.beamlet.providers.JobState;
import org.beamlet.providers.JobStatus;
import org.beamlet.providers.Provider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A provider that does not always answer. */
class LostAnswersTest {
    @TempDir Path folder;
    private final Mute provider = new Mute();

    private static final class Mute implements Provider {
        private boolean mute;
        private Optional<JobId> job = Optional.empty();
        private final List<JobId> cancelled = new ArrayList<>();

        private void answer() {
            if (mute) {
                throw new BeamletException(ErrorCode.COMMAND_FAILED, "no answer", "wait");
            }
        }

        @Override
        public String script(BlockRequest block) {
            throw new UnsupportedOperationException();
        }

        @Override
        public JobId submit(BlockRequest block) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<JobId, JobStatus> status(Collection<JobId> jobs) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void cancel(Collection<JobId> jobs) {
            answer();
            cancelled.addAll(jobs);
        }

        @Override
        public Optional<JobId> find(String name) {
            answer();
            return job;
        }

        @Override
        public Duration pollingInterval() {
            return Duration.ofSeconds(30);
        }

        @Override
        public Duration arrival() {
            return Duration.ofSeconds(60);
        }
    }

    private Block block() throws Exception {
        Block block = new Block("block-3-00ff", folder, "s");
        Files.writeString(block.file(), "{}");
        return block;
    }

    private static long seconds(int count) {
        return Duration.ofSeconds(count).toNanos();
    }

    @Test
    void aBlockWhoseSubmissionWasNotAnsweredCountsUntilItsJobIsFound() throws Exception {
        UnsureBlocks unsure = new UnsureBlocks(provider);
        unsure.add(block(), seconds(0));
        provider.mute = true;
        assertThat(unsure.ask(seconds(1)).there()).isEmpty();
        assertThat(unsure.size()).isEqualTo(1);

        provider.mute = false;
        provider.job = Optional.of(new JobId("17"));

        assertThat(unsure.ask(seconds(2)).there()).isEmpty();
        UnsureBlocks.Known known = unsure.ask(seconds(6));
        assertThat(known.there()).extracting(LiveBlock::job).containsExactly(new JobId("17"));
        assertThat(known.never()).isEmpty();
        assertThat(unsure.size()).isZero();
    }

    @Test
    void itWasNeverSubmittedOnceItsJobCannotBeOnItsWayAnyMore() throws Exception {
        UnsureBlocks unsure = new UnsureBlocks(provider);
        unsure.add(block(), seconds(0));

        assertThat(unsure.ask(seconds(1)).never()).isEmpty();
        assertThat(unsure.ask(seconds(59)).never()).isEmpty();
        assertThat(unsure.ask(seconds(64)).never()).extracting(Block::id).contains("block-3-00ff");
        assertThat(unsure.size()).isZero();
    }

    @Test
    void silenceIsNoSignOfThat() throws Exception {
        UnsureBlocks unsure = new UnsureBlocks(provider);
        unsure.add(block(), seconds(0));
        provider.mute = true;

        assertThat(unsure.ask(seconds(600)).never()).isEmpty();
        assertThat(unsure.size()).isEqualTo(1);
    }

    @Test
    void aBlockIsOverOnceItsJobIsSaidToBe() throws Exception {
        LeavingBlocks leaving = new LeavingBlocks(provider);
        Block block = block();
        provider.mute = true;

        leaving.add(List.of(new LiveBlock(block, new JobId("17"))), "not needed", seconds(0));

        assertThat(leaving.ids()).containsExactly("block-3-00ff");
        assertThat(Block.open(folder)).isPresent();
        provider.mute = false;
        leaving.end(seconds(0));
        assertThat(provider.cancelled).isEmpty();
        leaving.end(seconds(1));
        assertThat(provider.cancelled).containsExactly(new JobId("17"));
        assertThat(leaving.size()).isZero();
        assertThat(Block.open(folder)).isEmpty();
        assertThat(folder.resolve("ended")).content().contains("not needed");
    }

    @Test
    void ofAJobThatIsForgottenTheScriptTellsHowItEnded() throws Exception {
        Block block = block();
        JobStatus forgotten = JobStatus.of(JobState.MISSING, "forgotten");
        assertThat(block.refined(forgotten)).isEqualTo(forgotten);

        Files.writeString(folder.resolve("block-3-00ff.exit"), "3\n");

        assertThat(block.refined(forgotten)).isEqualTo(JobStatus.exited(3));
        assertThat(block.refined(JobStatus.of(JobState.CANCELLED)).state())
                .isEqualTo(JobState.CANCELLED);
    }
}

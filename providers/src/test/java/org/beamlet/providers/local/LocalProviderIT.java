package org.beamlet.providers.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.process.ProcessTable;
import org.beamlet.providers.BlockRequest;
import org.beamlet.providers.JobId;
import org.beamlet.providers.JobState;
import org.beamlet.providers.JobStatus;
import org.beamlet.providers.command.ProcessCommandRunner;
import org.beamlet.providers.launcher.Launcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real processes. */
class LocalProviderIT {
    private static final JobId ID = new JobId("block-1");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir Path blocks;

    @AfterEach
    void endWhatRuns() {
        provider().cancel(List.of(ID));
    }

    private LocalProvider provider() {
        return new LocalProvider(blocks, new ProcessCommandRunner(), Duration.ofSeconds(2));
    }

    private BlockRequest request(String command) throws IOException {
        Path folder = Files.createDirectories(blocks.resolve(ID.value()));
        return new BlockRequest(ID.value(), folder, 1, "", command, new Launcher.Simple());
    }

    private JobId submit(String command) throws IOException {
        return provider().submit(request(command));
    }

    private JobStatus status() {
        return Objects.requireNonNull(provider().status(List.of(ID)).get(ID));
    }

    private JobStatus await(Predicate<JobStatus> condition) {
        assertThat(Waiting.until(LIMIT, () -> condition.test(status()))).isTrue();
        return status();
    }

    private String file(String suffix) throws IOException {
        return Files.readString(blocks.resolve(ID.value()).resolve(ID.value() + suffix));
    }

    private long pid() throws IOException {
        return Long.parseLong(file(".job").split(" ", -1)[0]);
    }

    @Test
    void aJobRunsItsScriptAndLeavesItsOutputBesideIt() throws Exception {
        assertThat(submit("echo out $JOBNAME; echo err >&2")).isEqualTo(ID);

        assertThat(await(s -> s.state().terminal())).isEqualTo(JobStatus.exited(0));
        assertThat(file(".stdout")).isEqualTo("out block-1\n");
        assertThat(file(".stderr")).isEqualTo("err\n");
    }

    @Test
    void aJobThatFailsKeepsItsExitStatus() throws Exception {
        submit("exit 3");

        JobStatus status = await(s -> s.state().terminal());

        assertThat(status.state()).isEqualTo(JobState.FAILED);
        assertThat(status.exitCode()).isEqualTo(OptionalInt.of(3));
        assertThat(status.reason()).isEqualTo("exit status 3");
    }

    @Test
    void aRunningJobIsKnownToAnyProviderThatComesLater() throws Exception {
        submit("sleep 600");

        assertThat(status().state()).isEqualTo(JobState.RUNNING);
        assertThat(provider().find(ID.value())).contains(ID);
    }

    @Test
    void cancelEndsTheWholeGroup() throws Exception {
        submit("sleep 600 & echo $! > child; wait");
        Path child = blocks.resolve(ID.value()).resolve("child");
        assertThat(Waiting.until(LIMIT, () -> Files.exists(child))).isTrue();
        long leader = pid();

        provider().cancel(List.of(ID));

        assertThat(status().state()).isEqualTo(JobState.CANCELLED);
        assertThat(ProcessTable.groupAlive(leader)).isFalse();
    }

    @Test
    void whatIgnoresTermIsKilledAfterTheGrace() throws Exception {
        submit("trap '' TERM; touch ready; while true; do sleep 1; done");
        Path ready = blocks.resolve(ID.value()).resolve("ready");
        assertThat(Waiting.until(LIMIT, () -> Files.exists(ready))).isTrue();

        provider().cancel(List.of(ID));

        assertThat(status().state()).isEqualTo(JobState.CANCELLED);
        assertThat(ProcessTable.groupAlive(pid())).isFalse();
    }

    @Test
    void aJobThatWasKilledFromOutsideHasFailed() throws Exception {
        submit("sleep 600");
        ProcessHandle.of(pid()).ifPresent(ProcessHandle::destroyForcibly);

        JobStatus status = await(s -> s.state().terminal());

        assertThat(status.state()).isEqualTo(JobState.FAILED);
        assertThat(status.reason()).contains("killed");
    }

    @Test
    void aPidThatAnotherProcessHasByNowIsNotTheJob() throws Exception {
        Path folder = Files.createDirectories(blocks.resolve(ID.value()));
        long self = ProcessHandle.current().pid();
        Files.writeString(
                folder.resolve("block-1.job"), "%d 1 %s\n".formatted(self, ProcessTable.bootId()));
        assertThat(status().state()).isEqualTo(JobState.FAILED);

        long start = ProcessTable.find(self).orElseThrow().startTicks();
        Files.writeString(
                folder.resolve("block-1.job"), "%d %d another-boot\n".formatted(self, start));
        assertThat(status().state()).isEqualTo(JobState.FAILED);

        provider().cancel(List.of(ID));
        assertThat(ProcessHandle.current().isAlive()).isTrue();
    }

    @Test
    void aJobThatWasNeverStartedIsMissing() {
        assertThat(status().state()).isEqualTo(JobState.MISSING);
        assertThat(provider().find(ID.value())).isEmpty();
    }

    @Test
    void workerInitRunsFirstAndTheScriptIsTheOneThatIsShown() throws Exception {
        Path folder = Files.createDirectories(blocks.resolve(ID.value()));
        BlockRequest block =
                new BlockRequest(
                        ID.value(),
                        folder,
                        2,
                        "export WHO=me",
                        "echo $WHO $CORES",
                        new Launcher.SingleNode(false));

        provider().submit(block);
        await(s -> s.state().terminal());

        assertThat(block.script()).content().isEqualTo(provider().script(block));
        assertThat(file(".stdout").lines().toList())
                .hasSize(2)
                .allMatch(line -> line.matches("me \\d+"));
    }

    @Test
    void aFolderThatCannotBeWrittenIsSaid() {
        BlockRequest block =
                new BlockRequest(
                        ID.value(), blocks.resolve("gone"), 1, "", "true", new Launcher.Simple());

        assertThatThrownBy(() -> provider().submit(block))
                .isInstanceOf(BeamletException.class)
                .hasMessageContainingAll("block-1", "gone", "writable");
    }

    @Test
    void aNameThatCouldLeaveItsFolderIsRefused() {
        assertThatThrownBy(() ->
                        new BlockRequest("../x", blocks, 1, "", "true", new Launcher.Simple()))
                .hasMessageContaining("cannot name a block");
    }
}

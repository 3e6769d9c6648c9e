package org.beamlet.providers.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.beamlet.protocol.process.ProcessTable;
import org.beamlet.providers.BlockRequest;
import org.beamlet.providers.JobId;
import org.beamlet.providers.JobState;
import org.beamlet.providers.JobStatus;
import org.beamlet.providers.command.ProcessCommandRunner;
import org.beamlet.providers.launcher.Launcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real processes, and a systemd that is played: it notes what it is asked, and starts it. */
class LocalLimitsIT {
    private static final JobId ID = new JobId("block-1");
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String RUNS =
            """
            #!/bin/bash
            echo "systemd-run $*" | head -n 1 >> "$(dirname "$0")/asked"
            while [ "$1" != -- ] && [ "$1" != true ]; do shift; done
            [ "$1" = true ] || shift
            exec "$@"
            """;
    private static final String REFUSES =
            """
            #!/bin/bash
            echo "Failed to connect to bus" >&2
            exit 1
            """;

    @TempDir Path blocks;
    @TempDir Path systemd;
    @TempDir Path cgroups;

    @BeforeEach
    void prepare() throws IOException {
        program("systemd-run", RUNS);
        program(
                "systemctl",
                "#!/bin/bash\necho \"systemctl $*\" >> '%s/asked'\n".formatted(systemd));
    }

    @AfterEach
    void endWhatRuns() {
        provider(LocalLimits.NONE).cancel(List.of(ID));
    }

    private void program(String name, String text) throws IOException {
        Path file = Files.writeString(systemd.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private LocalProvider provider(LocalLimits limits) {
        ProcessCommandRunner commands = new ProcessCommandRunner();
        return new LocalProvider(
                blocks,
                commands,
                Duration.ofSeconds(2),
                new LocalScope(limits, systemd, cgroups, false, commands));
    }

    private LocalProvider started(LocalLimits limits, String command) throws IOException {
        Path folder = Files.createDirectories(blocks.resolve(ID.value()));
        LocalProvider provider = provider(limits);
        provider.submit(
                new BlockRequest(ID.value(), folder, 1, "", command, new Launcher.Simple()));
        return provider;
    }

    private static JobStatus await(LocalProvider provider, Predicate<JobStatus> condition) {
        assertThat(Waiting.until(LIMIT, () -> condition.test(status(provider)))).isTrue();
        return status(provider);
    }

    private static JobStatus status(LocalProvider provider) {
        return Objects.requireNonNull(provider.status(List.of(ID)).get(ID));
    }

    private List<String> asked() throws IOException {
        return Files.readAllLines(systemd.resolve("asked"));
    }

    @Test
    void aBlockWithLimitsRunsInAScopeThatHasThem() throws Exception {
        LocalProvider provider = started(new LocalLimits(4, 32), "exit 3");

        assertThat(await(provider, s -> s.state().terminal())).isEqualTo(JobStatus.exited(3));
        assertThat(asked().getLast())
                .startsWith(
                        "systemd-run --user --scope --quiet --collect --unit=beamlet-block-1.scope"
                                + " --property=MemoryMax=32G --property=MemorySwapMax=0"
                                + " --property=CPUQuota=400% -- setsid bash -c ");
    }

    @Test
    void oneLimitAloneIsAskedForAlone() throws Exception {
        LocalProvider provider = started(new LocalLimits(0, 2), "exit 0");

        await(provider, s -> s.state().terminal());
        assertThat(asked().getLast()).contains("MemoryMax=2G").doesNotContain("CPUQuota");
    }

    @Test
    void withoutLimitsSystemdIsNotAsked() throws Exception {
        LocalProvider provider = started(LocalLimits.NONE, "exit 0");

        await(provider, s -> s.state().terminal());
        provider.cancel(List.of(ID));
        assertThat(systemd.resolve("asked")).doesNotExist();
    }

    @Test
    void whatIsKilledForWantOfMemoryIsToldApart() throws Exception {
        String own =
                Files.readAllLines(Path.of("/proc/self/cgroup")).stream()
                        .filter(line -> line.startsWith("0::"))
                        .map(line -> line.substring(4))
                        .findFirst()
                        .orElseThrow();
        Path group = Files.createDirectories(cgroups.resolve(own));
        Files.writeString(group.resolve("memory.events"), "oom 1\noom_kill 0\n");
        LocalProvider provider =
                started(
                        new LocalLimits(0, 1),
                        "echo 'oom_kill 1' > '%s'; exit 137"
                                .formatted(group.resolve("memory.events")));

        JobStatus status = await(provider, s -> s.state().terminal());
        assertThat(status.state()).isEqualTo(JobState.FAILED);
        assertThat(status.exitCode()).isEqualTo(OptionalInt.of(137));
        assertThat(status.reason()).isEqualTo("out of memory");
        assertThat(status.remedy()).contains("mem_per_node");
    }

    @Test
    void whatWasNotKilledForItIsNot() throws Exception {
        Files.writeString(cgroups.resolve("memory.events"), "oom 0\noom_kill 0\n");
        LocalProvider provider = started(new LocalLimits(0, 1), "exit 137");

        assertThat(await(provider, s -> s.state().terminal())).isEqualTo(JobStatus.exited(137));
    }

    @Test
    void whereNoScopeCanBeTheBlockRunsAndThatIsTold() throws Exception {
        program("systemd-run", REFUSES);
        LocalProvider provider = started(new LocalLimits(4, 32), "sleep 60");

        JobStatus status = await(provider, s -> s.state() == JobState.RUNNING);
        assertThat(status.reason())
                .startsWith("runs without cores_per_node and mem_per_node")
                .contains("Failed to connect to bus");
        assertThat(status.remedy()).contains("enable-linger");

        provider.cancel(List.of(ID));
        assertThat(status(provider).state()).isEqualTo(JobState.CANCELLED);
        assertThat(systemd.resolve("asked")).doesNotExist();
    }

    @Test
    void aBlockThatEndsTakesTheScopeWithIt() throws Exception {
        LocalProvider provider = started(new LocalLimits(1, 0), "sleep 60");
        await(provider, s -> s.state() == JobState.RUNNING);

        provider.cancel(List.of(ID));

        assertThat(asked().getLast())
                .isEqualTo("systemctl --user kill --signal=SIGKILL beamlet-block-1.scope");
        long leader =
                Long.parseLong(
                        Files.readString(blocks.resolve("block-1/block-1.job")).split(" ", -1)[0]);
        assertThat(ProcessTable.groupAlive(leader)).isFalse();
    }
}

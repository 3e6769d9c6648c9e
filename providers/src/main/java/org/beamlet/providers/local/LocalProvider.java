package org.beamlet.providers.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.process.ProcessTable;
import org.beamlet.providers.BlockRequest;
import org.beamlet.providers.JobId;
import org.beamlet.providers.JobState;
import org.beamlet.providers.JobStatus;
import org.beamlet.providers.Provider;
import org.beamlet.providers.command.CommandResult;
import org.beamlet.providers.command.CommandRunner;
import org.beamlet.providers.command.PrivateVariables;
import org.beamlet.providers.launcher.ShellWord;
import org.jspecify.annotations.Nullable;

/**
 * Runs a block as a process group of this machine.
 *
 * <p>A job's id is the block's name, and its files in the block's folder tell the rest, so that an
 * agent that was restarted goes on where the last one ended.
 *
 * @param blocks the folder that holds one folder per block, named like the block
 * @param commands runs {@code kill}
 * @param grace between SIGTERM and SIGKILL
 * @param scope which keeps a block's limits, if it has any
 */
public record LocalProvider(Path blocks, CommandRunner commands, Duration grace, LocalScope scope)
        implements Provider {
    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(5);

    /**
     * Names itself, runs the script, and leaves the exit status. A trap that does something, unlike
     * an ignored signal, is not inherited by the script. In a scope of its own it tells, too,
     * whether the kernel had to kill for want of memory.
     */
    private static final String LEADER =
            """
            cd "$1" || exit 125
            read -r boot < /proc/sys/kernel/random/boot_id
            stat=$(< /proc/$$/stat)
            fields=(${stat##*) })
            trap : TERM INT HUP
            echo "$$ ${fields[19]} $boot" > "$2.job.new" && mv "$2.job.new" "$2.job" || exit 125
            bash "$2.sh" > "$2.stdout" 2> "$2.stderr" < /dev/null
            status=$?
            if [ -n "$3" ]; then
                group=$(sed -n 's/^0:://p' /proc/self/cgroup)
                grep -qs '^oom_kill [1-9]' "$3$group/memory.events" && : > "$2.oom"
            fi
            echo $status > "$2.exit.new" && mv "$2.exit.new" "$2.exit"
            """;

    private static final String MORE_MEMORY = "raise mem_per_node, or run fewer workers on a node";
    private static final String WITHOUT = "runs without cores_per_node and mem_per_node: ";
    private static final String ASK =
            "have `loginctl enable-linger` done for this user, or remove the two";

    /** Without limits for blocks. */
    public LocalProvider(Path blocks, CommandRunner commands, Duration grace) {
        this(blocks, commands, grace, LocalLimits.NONE);
    }

    public LocalProvider(Path blocks, CommandRunner commands, Duration grace, LocalLimits limits) {
        this(blocks, commands, grace, LocalScope.of(limits, commands));
    }

    @Override
    public String script(BlockRequest block) {
        return """
        #!/bin/bash
        export JOBNAME='%s'
        %s
        cd %s || exit 125
        %s\
        """
                .formatted(
                        block.name(),
                        block.workerInit().strip(),
                        // Launchers leave files where they are.
                        ShellWord.of(block.folder().toAbsolutePath().toString()),
                        block.launcher().launch(block.command(), block.nodes()));
    }

    @Override
    public JobId submit(BlockRequest block) {
        LocalJob job = job(new JobId(block.name()));
        try {
            Files.writeString(block.script(), script(block));
            Process leader = start(block);
            if (!appears(job, leader)) {
                throw rejected(block, "it ended before it began", null);
            }
            return new JobId(block.name());
        } catch (IOException e) {
            throw rejected(block, String.valueOf(e.getMessage()), e);
        }
    }

    private Process start(BlockRequest block) throws IOException {
        String folder = block.folder().toAbsolutePath().toString();
        List<String> words = new ArrayList<>();
        boolean limited = scope.limits().any() && canBeLimited(job(new JobId(block.name())));
        if (limited) {
            words.addAll(scope.words(block.name()));
        }
        words.addAll(List.of("setsid", "bash", "-c", LEADER, "beamlet-block", folder));
        words.addAll(List.of(block.name(), limited ? scope.cgroups().toString() : ""));
        ProcessBuilder builder = new ProcessBuilder(words);
        PrivateVariables.remove(builder.environment());
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    /** Beam time does not wait for an administrator: where it cannot, that is told. */
    private boolean canBeLimited(LocalJob job) throws IOException {
        CommandResult answer = scope.probe();
        if (!answer.succeeded()) {
            job.markUnlimited(answer.told());
        }
        return answer.succeeded();
    }

    private static boolean appears(LocalJob job, Process leader) {
        return Waiting.until(START_LIMIT, () -> job.leader().isPresent() || !leader.isAlive())
                && job.leader().isPresent();
    }

    @Override
    public Map<JobId, JobStatus> status(Collection<JobId> jobs) {
        Map<JobId, JobStatus> all = new HashMap<>();
        jobs.forEach(id -> all.put(id, status(job(id))));
        return all;
    }

    private static JobStatus status(LocalJob job) {
        Optional<LocalJob.Leader> leader = job.leader();
        if (leader.isEmpty()) {
            return JobStatus.of(JobState.MISSING, "it was never started");
        }
        // Asked before the exit status is read: a leader that ends in between has written it.
        boolean alive = leader.get().alive();
        OptionalInt exit = job.exitCode();
        if (job.cancelled() && !alive) {
            return new JobStatus(JobState.CANCELLED, exit, "cancelled");
        }
        if (exit.isPresent()) {
            return exit.getAsInt() != 0 && job.memoryExceeded()
                    ? new JobStatus(JobState.FAILED, exit, "out of memory", MORE_MEMORY)
                    : JobStatus.exited(exit.getAsInt());
        }
        return alive
                ? job.unlimited()
                        .map(why -> JobStatus.of(JobState.RUNNING, WITHOUT + why, ASK))
                        .orElse(JobStatus.of(JobState.RUNNING))
                : JobStatus.of(JobState.FAILED, "its process was killed from outside");
    }

    @Override
    public void cancel(Collection<JobId> jobs) {
        List<LocalJob.Leader> groups =
                jobs.stream().map(this::job).flatMap(job -> terminate(job).stream()).toList();
        Waiting.until(grace, () -> groups.stream().noneMatch(LocalProvider::groupAlive));
        groups.stream().filter(LocalProvider::groupAlive).forEach(g -> signal("KILL", g.pid()));
        Waiting.until(KILL_LIMIT, () -> groups.stream().noneMatch(LocalProvider::groupAlive));
        if (scope.limits().any()) {
            jobs.stream()
                    .filter(id -> job(id).unlimited().isEmpty())
                    .forEach(id -> scope.kill(id.value()));
        }
    }

    /** A leader that was killed may leave children behind. */
    @Override
    public void ended(JobId job) {
        cancel(List.of(job));
    }

    private Optional<LocalJob.Leader> terminate(LocalJob job) {
        // While a group has members, the system gives its number to no other process.
        Optional<LocalJob.Leader> group = job.leader().filter(LocalProvider::groupAlive);
        group.ifPresent(leader -> {
            try {
                job.markCancelled();
            } catch (IOException e) {
                System.getLogger(LocalProvider.class.getName())
                        .log(System.Logger.Level.WARNING, "cannot mark " + job, e);
            }
            signal("TERM", leader.pid());
        });
        return group;
    }

    private static boolean groupAlive(LocalJob.Leader leader) {
        boolean reused =
                ProcessTable.find(leader.pid())
                        .filter(p -> p.startTicks() != leader.startTicks())
                        .isPresent();
        return leader.thisBoot() && !reused && ProcessTable.groupAlive(leader.pid());
    }

    private void signal(String name, long group) {
        var _ = commands.run(List.of("kill", "-" + name, "--", "-" + group), KILL_LIMIT);
    }

    @Override
    public Optional<JobId> find(String name) {
        JobId id = new JobId(name);
        return job(id).leader().map(_ -> id);
    }

    @Override
    public Duration pollingInterval() {
        return Duration.ofSeconds(1);
    }

    private LocalJob job(JobId id) {
        return new LocalJob(blocks.resolve(id.value()), id.value());
    }

    private static BeamletException rejected(
            BlockRequest block, String why, @Nullable Throwable cause) {
        return new BeamletException(
                ErrorCode.SUBMIT_REJECTED,
                "block %s cannot be started in %s: %s".formatted(block.name(), block.folder(), why),
                "see that the folder is writable and that bash and setsid are installed",
                cause);
    }
}

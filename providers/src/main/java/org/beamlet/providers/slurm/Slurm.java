package org.beamlet.providers.slurm;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.beamlet.providers.BlockRequest;
import org.beamlet.providers.JobId;
import org.beamlet.providers.batch.BatchSystem;
import org.beamlet.providers.batch.CommandWords;
import org.beamlet.providers.batch.Inquiry;
import org.beamlet.providers.batch.QueuePlace;
import org.beamlet.providers.batch.Reading;
import org.beamlet.providers.batch.ScriptText;
import org.beamlet.providers.batch.Submitted;
import org.beamlet.providers.batch.Unreadable;
import org.beamlet.providers.command.CommandResult;

/**
 * What Slurm is asked for each block. Texts that are empty and numbers that are 0 ask for nothing.
 *
 * @param where partition, account and what else a site sorts jobs by
 * @param coresPerNode becomes {@code --cpus-per-task}: there is one node manager on each node
 * @param memoryPerNode GB
 * @param gpusPerNode as Slurm takes it: {@code 4} or {@code a100:4}
 * @param exclusive whether nodes are shared with nobody
 * @param schedulerOptions further {@code #SBATCH} lines, in front of the others
 * @param idPattern finds the job's id in what {@code sbatch} prints, by its group {@code id}
 * @param statusBatch jobs that are asked for by one command
 */
public record Slurm(
        SlurmPlace where,
        int coresPerNode,
        int memoryPerNode,
        String gpusPerNode,
        String gres,
        boolean exclusive,
        String schedulerOptions,
        String idPattern,
        int statusBatch,
        Duration walltime,
        Duration commandLimit)
        implements BatchSystem {
    /** How {@code sbatch} tells of a job. */
    public static final String ID_PATTERN = "Submitted batch job (?P<id>\\S*)";

    @Override
    public String script(BlockRequest block) {
        String file = file(block);
        ScriptText script =
                new ScriptText("#!/bin/bash")
                        .line("#SBATCH --job-name=" + block.name())
                        .line("#SBATCH --output=" + named(file + ".stdout"))
                        .line("#SBATCH --error=" + named(file + ".stderr"))
                        .line("#SBATCH --nodes=" + block.nodes())
                        .line("#SBATCH --time=" + ScriptText.minutes(walltime))
                        .line("#SBATCH --ntasks-per-node=1")
                        .text(schedulerOptions);
        if (exclusive) {
            script.line("#SBATCH --exclusive");
        }
        return script.unlessEmpty("#SBATCH --partition=", where.partition())
                .unlessEmpty("#SBATCH --account=", where.account())
                .unlessEmpty("#SBATCH --qos=", where.qos())
                .unlessEmpty("#SBATCH --constraint=", quoted(where.constraint()))
                .unlessEmpty("#SBATCH --clusters=", where.clusters())
                .unlessEmpty("#SBATCH --gpus-per-node=", gpusPerNode)
                .unlessEmpty("#SBATCH --gres=", gres)
                .unlessEmpty("#SBATCH --mem=", memoryPerNode == 0 ? "" : memoryPerNode + "g")
                .unlessZero("#SBATCH --cpus-per-task=", coresPerNode)
                .block(block)
                .toString();
    }

    @Override
    public String name() {
        return "Slurm";
    }

    /** A partition, a QOS, or both. */
    @Override
    public String queue() {
        return Stream.of(where.partition(), where.qos())
                .filter(one -> !one.isEmpty())
                .collect(Collectors.joining("/"));
    }

    @Override
    public List<String> queueNames() {
        return List.of(where.qos(), where.partition());
    }

    @Override
    public QueuePlace place() {
        return new QueuePlace(where.partition(), where.qos(), where.account(), walltime);
    }

    @Override
    public BatchSystem at(QueuePlace place) {
        return new Slurm(
                new SlurmPlace(
                        place.queue(),
                        place.account(),
                        place.qos(),
                        where.constraint(),
                        where.clusters()),
                coresPerNode,
                memoryPerNode,
                gpusPerNode,
                gres,
                exclusive,
                schedulerOptions,
                idPattern,
                statusBatch,
                place.walltime(),
                commandLimit);
    }

    @Override
    public List<String> submission(BlockRequest block) {
        return List.of("sbatch", block.script().toString());
    }

    @Override
    public Submitted submitted(CommandResult answer) {
        return SlurmAnswers.submitted(answer, idPattern);
    }

    @Override
    public int queryBatch() {
        return statusBatch;
    }

    /** Without {@code --states} those that have ended would not be shown. */
    @Override
    public List<String> query(Collection<JobId> jobs) {
        return command(
                "squeue",
                "--noheader",
                "--states=all",
                "--format=%i|%T|%r|%N",
                "--jobs=" + list(jobs));
    }

    @Override
    public Reading read(CommandResult answer) {
        return SlurmAnswers.queue(answer);
    }

    /** Accounting remembers for longer than the controller, where a site has it. */
    @Override
    public List<Inquiry> inquiries(JobId job) {
        return List.of(
                new Inquiry(
                        command("scontrol", "show", "job", "-o", job.value()), SlurmAnswers::shown),
                new Inquiry(
                        command(
                                "sacct",
                                "-X",
                                "--noheader",
                                "--parsable2",
                                "--format=JobIDRaw,State,ExitCode,Reason,NodeList",
                                "--jobs=" + job.value()),
                        answer -> SlurmAnswers.accounted(answer, job)));
    }

    @Override
    public List<List<String>> searches(String name, String user) {
        return List.of(
                command(
                        "squeue",
                        "--noheader",
                        "--me",
                        "--states=all",
                        "--format=%i|%j",
                        "--name=" + name));
    }

    @Override
    public Optional<JobId> found(CommandResult answer, String name, String user) throws Unreadable {
        return SlurmAnswers.found(answer, name);
    }

    @Override
    public List<String> cancellation(Collection<JobId> jobs) {
        return words("scancel").jobs(jobs).list();
    }

    /** It says nothing of jobs that have ended, or that there never were. */
    @Override
    public boolean cancelled(CommandResult answer) {
        return answer.succeeded();
    }

    private List<String> command(String program, String... arguments) {
        return words(program).add(arguments).list();
    }

    private CommandWords words(String program) {
        String clusters = where.clusters();
        return new CommandWords(program)
                .add(clusters.isEmpty() ? new String[0] : new String[] {"--clusters=" + clusters});
    }

    private static String list(Collection<JobId> jobs) {
        return jobs.stream().map(JobId::value).collect(Collectors.joining(","));
    }

    /** With a backslash in it, Slurm reads the name of a file by other rules. */
    private static String file(BlockRequest block) {
        String file = block.folder().resolve(block.name()).toString();
        if (file.contains("\"") || file.contains("\\")) {
            throw BlockRequest.unusable(block.folder(), "has a sign that Slurm takes for another");
        }
        return file;
    }

    /** In names of files Slurm puts in what it knows of the job wherever there is a {@code %}. */
    private static String named(String file) {
        return quoted(file.replace("%", "%%"));
    }

    /** Slurm takes quotes off as a shell does. */
    private static String quoted(String value) {
        return value.matches("[^\\s\"'#&|]*") ? value : "\"" + value + "\"";
    }
}

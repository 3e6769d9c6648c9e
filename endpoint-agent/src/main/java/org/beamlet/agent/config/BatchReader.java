package org.beamlet.agent.config;

import java.time.Duration;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.beamlet.providers.batch.BatchSystem;
import org.beamlet.providers.cobalt.Cobalt;
import org.beamlet.providers.pbs.PbsPro;
import org.beamlet.providers.slurm.Slurm;
import org.beamlet.providers.slurm.SlurmPlace;
import org.beamlet.providers.torque.Torque;

/** Reads what a batch system is asked for. */
final class BatchReader {
    private static final Pattern WALLTIME = Pattern.compile("(\\d{1,4}):([0-5]?\\d):([0-5]?\\d)");
    static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MANY = 1_000_000;

    private BatchReader() {}

    static BatchSystem slurm(Section provider) {
        return new Slurm(
                new SlurmPlace(
                        provider.token("partition"),
                        provider.token("account"),
                        provider.token("qos"),
                        provider.value("constraint", Section.NO_VALUE),
                        provider.token("clusters")),
                provider.integer("cores_per_node", 0, 1, MANY),
                provider.integer("mem_per_node", 0, 1, MANY),
                provider.token("gpus_per_node"),
                provider.token("gres"),
                provider.flag("exclusive", true),
                directives(provider, "#SBATCH"),
                idPattern(provider),
                provider.integer("status_batch_size", 50, 1, MANY),
                walltime(provider, Duration.ofMinutes(10), MINUTE),
                limit(provider, 10));
    }

    static BatchSystem pbs(Section provider) {
        return new PbsPro(
                provider.token("queue"),
                provider.token("account"),
                provider.integer("cpus_per_node", 1, 1, MANY),
                provider.token("select_options"),
                directives(provider, "#PBS"),
                walltime(provider, Duration.ofMinutes(20), Duration.ofSeconds(1)),
                limit(provider, 120));
    }

    /** Parsl's provider has no keys for what a node must have; they are as those of PBS Pro. */
    static BatchSystem torque(Section provider) {
        return new Torque(
                provider.token("queue"),
                provider.token("account"),
                provider.integer("cpus_per_node", 1, 1, MANY),
                provider.token("node_properties"),
                directives(provider, "#PBS"),
                walltime(provider, Duration.ofMinutes(20), Duration.ofSeconds(1)),
                limit(provider, 120));
    }

    static BatchSystem cobalt(Section provider) {
        return new Cobalt(
                provider.token("queue"),
                provider.token("account"),
                directives(provider, "#COBALT"),
                walltime(provider, Duration.ofMinutes(10), MINUTE),
                limit(provider, 10));
    }

    private static Duration limit(Section provider, int seconds) {
        return provider.seconds("cmd_timeout", seconds, 1, 3600);
    }

    /** Behind its first command a batch system reads no directive of a script any more. */
    private static String directives(Section provider, String mark) {
        String options = provider.shell("scheduler_options").strip();
        options.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .findFirst()
                .ifPresent(line ->
                        provider.fault(
                                "scheduler_options",
                                "has the line '%s'; begin it with %s, or move it to worker_init"
                                        .formatted(line, mark)));
        return options;
    }

    static Duration walltime(Section provider, Duration otherwise, Duration least) {
        String text = provider.text("walltime").orElse("");
        if (text.isEmpty()) {
            return otherwise;
        }
        var clock = WALLTIME.matcher(text);
        if (!clock.matches()) {
            provider.fault("walltime", "is '%s'; write HH:MM:SS".formatted(text));
            return otherwise;
        }
        Duration walltime =
                Duration.ofHours(Integer.parseInt(clock.group(1)))
                        .plusMinutes(Integer.parseInt(clock.group(2)))
                        .plusSeconds(Integer.parseInt(clock.group(3)));
        if (walltime.compareTo(least) < 0) {
            provider.fault(
                    "walltime",
                    "is %s, and the batch system knows no less than %d s; raise it"
                            .formatted(text, least.toSeconds()));
        }
        return walltime;
    }

    /** Python and Java differ in how a group is named. */
    private static String idPattern(Section provider) {
        String pattern =
                provider.text("regex_job_id").orElse(Slurm.ID_PATTERN).replace("(?P<", "(?<");
        try {
            if (!Pattern.compile(pattern).namedGroups().containsKey("id")) {
                provider.fault("regex_job_id", "names no group 'id'; write (?P<id>...)");
            }
        } catch (PatternSyntaxException e) {
            provider.fault(
                    "regex_job_id",
                    "is no regular expression: %s; mend it".formatted(e.getDescription()));
        }
        return pattern;
    }
}

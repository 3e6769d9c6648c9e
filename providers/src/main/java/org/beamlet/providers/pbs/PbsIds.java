package org.beamlet.providers.pbs;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.beamlet.providers.JobId;
import org.beamlet.providers.JobStatus;

/** Names of jobs: a number, and mostly the server behind it. */
public final class PbsIds {
    private static final Pattern ID = Pattern.compile("\\d+(\\[\\d*])?(\\.[\\w.-]+)?");

    private PbsIds() {}

    /**
     * {@return the job that a command has printed; what a site's rules print stands in front of it}
     */
    public static Optional<JobId> last(String stdout) {
        return stdout.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .reduce((_, line) -> line)
                .filter(line -> ID.matcher(line).matches())
                .map(JobId::new);
    }

    /** {@return the first of the jobs that a command lists, one a line} */
    public static Optional<JobId> first(String stdout) {
        return stdout.lines()
                .map(String::strip)
                .filter(line -> ID.matcher(line).matches())
                .findFirst()
                .map(JobId::new);
    }

    /**
     * Puts jobs under the names by which they were asked for.
     *
     * @param command that asked
     */
    public static Map<JobId, JobStatus> asked(
            List<PbsJob> jobs, List<String> command, Function<PbsJob, JobStatus> state) {
        List<String> asked = command.stream().filter(word -> ID.matcher(word).matches()).toList();
        Map<JobId, JobStatus> all = new HashMap<>();
        for (PbsJob job : jobs) {
            asked(job.id(), asked).ifPresent(name -> all.put(new JobId(name), state.apply(job)));
        }
        return all;
    }

    /** A server cuts its name off, or goes by another one than when the job was submitted. */
    private static Optional<String> asked(String told, List<String> asked) {
        List<String> same =
                asked.stream().filter(name -> number(name).equals(number(told))).toList();
        return same.size() < 2
                ? same.stream().findFirst()
                : same.stream()
                        .filter(name -> name.startsWith(told) || told.startsWith(name))
                        .findFirst();
    }

    private static String number(String id) {
        return id.split("\\.", 2)[0];
    }
}

package org.beamlet.providers.pbs;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.beamlet.providers.Verdict;
import org.beamlet.providers.batch.Submitted;
import org.beamlet.providers.command.CommandResult;

/** Reads what the commands of PBS and its relatives write to stderr. */
public final class PbsErrors {
    /** The exit status where a job is not known. */
    private static final int UNKNOWN_JOB = 153;

    private static final Pattern GONE =
            Pattern.compile(
                    "Unknown Job I[dD]|Job has finished|not configured to maintain job history");

    /** The server was reached, and may have taken what it was sent. */
    private static final Pattern CUT_OFF =
            Pattern.compile(
                    "(?i)connection reset|broken pipe|timed out|end of file|protocol error|batch protocol");

    private PbsErrors() {}

    /**
     * Why jobs are not taken.
     *
     * @param words of PBS, in lower case
     * @param exit the exit status that goes with them, where the words are a site's own; 0 for none
     */
    public record Refusal(String words, int exit, Verdict verdict, String remedy) {}

    /** {@return whether nothing is wrong but that some of the jobs are there no more} */
    public static boolean areGone(CommandResult answer) {
        return answer.stderr().isBlank()
                ? answer.exit() == UNKNOWN_JOB
                : answer.stderr()
                        .lines()
                        .filter(line -> !line.isBlank())
                        .allMatch(line -> GONE.matcher(line).find());
    }

    /**
     * Reads what {@code qsub} prints.
     *
     * @param refusals the first that fits
     * @param otherwise what to do where none does
     */
    public static Submitted submitted(
            CommandResult answer, List<Refusal> refusals, String otherwise) {
        if (answer.succeeded()) {
            return PbsIds.last(answer.stdout())
                    .<Submitted>map(Submitted.Accepted::new)
                    .orElseGet(() ->
                            new Submitted.Unsure("qsub names no job: " + answer.stdout().strip()));
        }
        String said = answer.stderr().toLowerCase(Locale.ROOT);
        if (said.isBlank()) {
            return new Submitted.Unsure(answer.told());
        }
        boolean reached = !said.contains("cannot connect");
        return reached && CUT_OFF.matcher(said).find()
                ? new Submitted.Unsure(answer.told())
                : refused(answer, said, refusals)
                        .map(one ->
                                new Submitted.Refused(answer.told(), one.remedy(), one.verdict()))
                        .orElseGet(() ->
                                new Submitted.Refused(answer.told(), otherwise, Verdict.NONE));
    }

    private static Optional<Refusal> refused(
            CommandResult answer, String said, List<Refusal> refusals) {
        return refusals.stream()
                .filter(one -> said.contains(one.words()))
                .findFirst()
                .or(() -> refusals.stream().filter(one -> one.exit() == answer.exit()).findFirst());
    }
}

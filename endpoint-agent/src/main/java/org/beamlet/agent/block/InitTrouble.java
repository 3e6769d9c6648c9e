package org.beamlet.agent.block;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.beamlet.agent.log.Masked;
import org.beamlet.providers.JobState;
import org.beamlet.providers.JobStatus;

/**
 * How a block's {@code worker_init} came to an end before its end, as its shell has noted it.
 *
 * @param how it ended, a word of {@link WorkerInit}
 * @param line of the text; 0 is the login profile in front of it
 * @param number exit status, or seconds
 * @param command may be empty
 */
record InitTrouble(String how, int line, String number, String command) {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,6}");
    private static final Pattern TELLING =
            Pattern.compile(
                    "(?i)error|unable|unknown|not found|no such|cannot|denied|not a known|does not");
    private static final int LINES = 20;
    private static final int MOST = 3;
    private static final int LONGEST = 300;

    private static final String REMEDY =
            "mend worker_init in config.yaml; `|| true` behind a command lets it fail";

    static Path file(Path folder, String block) {
        return folder.resolve(block + ".init");
    }

    /** {@return what is noted in a block's folder; empty where all went well or nothing ran} */
    static Optional<InitTrouble> of(Path folder, String block) {
        try {
            String[] words = Files.readString(file(folder, block)).strip().split(" ", 4);
            if (words.length < 2 || !NUMBER.matcher(words[1]).matches()) {
                return Optional.empty();
            }
            return Optional.of(
                    new InitTrouble(
                            words[0],
                            Integer.parseInt(words[1]),
                            words.length > 2 ? words[2] : "",
                            words.length > 3 ? new Masked(List.of()).text(words[3]) : ""));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /**
     * {@return how the block ended} One that was cancelled or preempted has no fault of its own.
     *
     * @param log what it wrote last
     */
    JobStatus told(JobStatus said, String log) {
        return switch (said.state()) {
            case CANCELLED, SCALED_IN, PREEMPTED -> said;
            default ->
                    new JobStatus(
                            JobState.FAILED, said.exitCode(), reason(said) + words(log), REMEDY);
        };
    }

    private String reason(JobStatus said) {
        String by = command.isEmpty() ? "" : " `" + command + "`";
        return switch (how) {
            case WorkerInit.STOPPED ->
                    "worker_init failed%s with exit status %s%s".formatted(where(), number, by);
            case WorkerInit.ENDED ->
                    "worker_init ended the block%s with exit status %s".formatted(where(), number);
            case WorkerInit.HUNG ->
                    "worker_init was not over after %s s (worker_init_timeout)%s"
                            .formatted(number, where());
            default ->
                    "worker_init did not come to its end%s: %s"
                            .formatted(
                                    where(),
                                    said.reason().isEmpty()
                                            ? BlockWatch.word(said.state())
                                            : said.reason());
        };
    }

    private String where() {
        return line == 0 ? " in the login profile" : " in line " + line;
    }

    /** Those lines that tell of a fault, else the last ones. */
    private static String words(String log) {
        List<String> all =
                log.lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty() && !line.contains(WorkerInit.MARK))
                        .toList();
        List<String> last = all.subList(Math.max(0, all.size() - LINES), all.size());
        List<String> telling = last.stream().filter(TELLING.asPredicate()).toList();
        List<String> some = telling.isEmpty() ? last : telling;
        String text =
                String.join(" | ", some.subList(Math.max(0, some.size() - MOST), some.size()));
        return text.isEmpty()
                ? ""
                : ": " + (text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…");
    }
}

package org.beamlet.agent.spool;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.id.UuidText;

/**
 * Which result it is.
 *
 * @param attempt of the task
 * @param sha256 of the result, in lower case
 */
public record ResultName(TaskId task, int attempt, String sha256) {
    private static final Pattern FILE =
            Pattern.compile("([0-9a-f-]{36})\\.([0-9]{1,9})\\.([0-9a-f]{64})\\.result");

    /** {@return what its file is called} */
    String file() {
        return "%s.%d.%s.result".formatted(task, attempt, sha256);
    }

    /** {@return the result of a file, if it is one's name} */
    static Optional<ResultName> of(String file) {
        Matcher words = FILE.matcher(file);
        return words.matches() && UuidText.isUuid(words.group(1))
                ? Optional.of(
                        new ResultName(
                                TaskId.parse(words.group(1)),
                                Integer.parseInt(words.group(2)),
                                words.group(3)))
                : Optional.empty();
    }
}

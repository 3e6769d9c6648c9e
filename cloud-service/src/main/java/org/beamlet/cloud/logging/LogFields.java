package org.beamlet.cloud.logging;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;

/** Lifts the ids out of a line's {@code key=value} pairs, so that they can be searched by. */
@LoggingFilter(name = "fields")
public final class LogFields implements Filter {
    private static final Pattern PAIR =
            Pattern.compile(
                    "\\b(task|tasks|endpoint|group|user|function|worker|request|job|queue)="
                            + "([\\w.:@/-]+)");

    private static final PatternFormatter MESSAGES = new PatternFormatter("%s");

    @Override
    public boolean isLoggable(LogRecord record) {
        if (record instanceof ExtLogRecord line) {
            String text = MESSAGES.format(line);
            if (text != null && text.indexOf('=') >= 0) {
                Matcher matcher = PAIR.matcher(text);
                while (matcher.find()) {
                    line.putMdc(matcher.group(1), matcher.group(2));
                }
            }
        }
        return true;
    }
}

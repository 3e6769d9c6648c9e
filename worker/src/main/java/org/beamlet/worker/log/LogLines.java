package org.beamlet.worker.log;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.TimeZone;
import java.util.logging.Formatter;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;

/**
 * A line for each record: time with its offset, level, the logger's last name, message. Put
 * together by hand: the JDK's formatter needs the texts of the locale, which a new process reads
 * for longer than it takes to start a worker's first task.
 */
public final class LogLines extends Formatter {
    private static final String BY_CLASS = "java.util.logging.config.class";
    private static final String BY_FILE = "java.util.logging.config.file";

    private static final int MINUTE_MS = 60_000;
    private static final int MINUTES_OF_HOUR = 60;
    private static final int MILLI_NS = 1_000_000;

    /** Has this process write such lines to stderr, unless it was started with other wishes. */
    public static void use() {
        if (System.getProperty(BY_CLASS) == null && System.getProperty(BY_FILE) == null) {
            System.setProperty(BY_CLASS, Setup.class.getName());
        }
    }

    /** Made by the JDK when something is logged for the first time. */
    public static final class Setup {
        private static final String WISHES =
                """
                handlers = java.util.logging.ConsoleHandler
                .level = INFO
                java.util.logging.ConsoleHandler.formatter = %s
                """;

        public Setup() throws IOException {
            LogManager.getLogManager()
                    .readConfiguration(
                            new ByteArrayInputStream(
                                    WISHES.replace("%s", LogLines.class.getName())
                                            .getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Override
    public String format(LogRecord entry) {
        StringBuilder line = new StringBuilder();
        time(line, entry.getInstant());
        line.append(' ').append(entry.getLevel().getName()).append(' ');
        String logger = entry.getLoggerName();
        if (logger != null && !logger.isEmpty()) {
            line.append(logger, logger.lastIndexOf('.') + 1, logger.length()).append(": ");
        }
        line.append(formatMessage(entry)).append('\n');
        if (entry.getThrown() != null) {
            StringWriter trace = new StringWriter();
            entry.getThrown().printStackTrace(new PrintWriter(trace));
            line.append(trace);
        }
        return line.toString();
    }

    /** As by {@link java.text.MessageFormat}, but with numbers as they are: pids have no commas. */
    @Override
    public String formatMessage(LogRecord entry) {
        String text = entry.getMessage();
        Object[] values = entry.getParameters();
        if (text == null || values == null || values.length == 0) {
            return String.valueOf(text);
        }
        StringBuilder whole = new StringBuilder();
        int at = 0;
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', at)) {
            int number = open + 2 < text.length() ? text.charAt(open + 1) - '0' : -1;
            if (number < 0 || number >= values.length || text.charAt(open + 2) != '}') {
                return super.formatMessage(entry);
            }
            whole.append(text, at, open).append(values[number]);
            at = open + 3;
        }
        // Quotes are the other format's to take away.
        return text.indexOf('\'') < 0
                ? whole.append(text, at, text.length()).toString()
                : super.formatMessage(entry);
    }

    private static void time(StringBuilder line, Instant at) {
        int offset = TimeZone.getDefault().getOffset(at.toEpochMilli()) / MINUTE_MS;
        LocalDateTime here =
                LocalDateTime.ofEpochSecond(
                        at.getEpochSecond() + 60L * offset, at.getNano(), ZoneOffset.UTC);
        line.append(here.getYear());
        digits(line.append('-'), here.getMonthValue(), 2);
        digits(line.append('-'), here.getDayOfMonth(), 2);
        digits(line.append('T'), here.getHour(), 2);
        digits(line.append(':'), here.getMinute(), 2);
        digits(line.append(':'), here.getSecond(), 2);
        digits(line.append('.'), here.getNano() / MILLI_NS, 3);
        line.append(offset < 0 ? '-' : '+');
        digits(line, Math.abs(offset) / MINUTES_OF_HOUR, 2);
        digits(line, Math.abs(offset) % MINUTES_OF_HOUR, 2);
    }

    private static void digits(StringBuilder line, int number, int width) {
        String digits = Integer.toString(number);
        line.repeat('0', width - digits.length()).append(digits);
    }
}

package org.beamlet.agent.log;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.SizeRotatingFileHandler;

/** The log of an agent, in its folder; what a user must see goes to the terminal. */
public final class AgentLog {
    private static final long ROTATE_AT = 10L * 1024 * 1024;
    private static final int KEEP = 3;

    private AgentLog() {}

    /**
     * Begins to write.
     *
     * @param json whether as one JSON object a line
     * @param endpoint its id, once that is known
     */
    public static void open(
            Path file, boolean debug, boolean json, Supplier<Optional<String>> endpoint)
            throws IOException {
        SizeRotatingFileHandler handler =
                new SizeRotatingFileHandler(new File(file.toString()), true, ROTATE_AT, KEEP);
        handler.setFormatter(json ? new JsonLines(endpoint) : text());
        handler.setLevel(Level.ALL);
        Logger.getLogger("").addHandler(handler);
        if (debug) {
            Logger.getLogger("org.beamlet").setLevel(Level.ALL);
        }
    }

    private static Formatter text() {
        return new PatternFormatter("%d{yyyy-MM-dd'T'HH:mm:ss.SSSZ} %-5p [%c{1.}] %s%e%n");
    }
}

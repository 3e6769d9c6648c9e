package org.beamlet.agent.command;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.SizeRotatingFileHandler;

/** The log of an agent, in its folder; what a user must see goes to the terminal. */
final class AgentLog {
    private static final long ROTATE_AT = 10L * 1024 * 1024;
    private static final int KEEP = 3;

    private AgentLog() {}

    static void open(Path file, boolean debug) throws IOException {
        SizeRotatingFileHandler handler =
                new SizeRotatingFileHandler(new File(file.toString()), true, ROTATE_AT, KEEP);
        handler.setFormatter(
                new PatternFormatter("%d{yyyy-MM-dd'T'HH:mm:ss.SSSZ} %-5p [%c{1.}] %s%e%n"));
        handler.setLevel(Level.ALL);
        Logger.getLogger("").addHandler(handler);
        if (debug) {
            Logger.getLogger("org.beamlet").setLevel(Level.ALL);
        }
    }
}

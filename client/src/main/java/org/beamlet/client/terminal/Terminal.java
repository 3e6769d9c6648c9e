package org.beamlet.client.terminal;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where a command writes: results to {@code out}, everything else to {@code err}.
 *
 * @param outIsTerminal whether a person reads {@code out}
 * @param errIsTerminal whether a person reads {@code err}
 * @param colour whether a person who reads wants colour
 */
public record Terminal(
        PrintStream out,
        PrintStream err,
        boolean outIsTerminal,
        boolean errIsTerminal,
        boolean colour) {

    /** {@return the terminal of this process} */
    public static Terminal ofProcess(Map<String, String> variables) {
        boolean dumb = "dumb".equals(variables.get("TERM"));
        boolean colour = !dumb && variables.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(
                utf8(FileDescriptor.out),
                utf8(FileDescriptor.err),
                isTerminal(1),
                isTerminal(2) && !dumb,
                colour);
    }

    /** {@return a terminal that is none: plain lines} */
    public static Terminal plain(PrintStream out, PrintStream err) {
        return new Terminal(out, err, false, false, false);
    }

    /** JSON is UTF-8 whatever the locale says, and so are the marks that people see. */
    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    public PrintWriter outWriter() {
        return new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    public PrintWriter errWriter() {
        return new PrintWriter(err, true, StandardCharsets.UTF_8);
    }

    public Ink outInk() {
        return new Ink(outIsTerminal && colour);
    }

    public Ink errInk() {
        return new Ink(errIsTerminal && colour);
    }

    /** The JDK tells only of input and output together; Linux tells of each. */
    private static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            String target = Files.readSymbolicLink(link).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException _) {
            return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        }
    }
}

package org.beamlet.client.terminal;

import java.util.Locale;

/**
 * One line on stderr that tells how things stand, below lines that stay.
 *
 * <p>Where nobody watches, the line is left out and steps of a tenth become lines of their own.
 */
public final class LiveLine {
    private static final long REDRAW_NS = 80_000_000;
    private static final int BAR = 20;
    private static final String CLEAR = "\r\u001b[K";

    private final Terminal terminal;
    private long drawn;
    private boolean shown;
    private int tenth;

    public LiveLine(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Writes a line that stays. */
    public synchronized void say(String line) {
        clear();
        terminal.err().println(line);
    }

    /** Replaces the live line. */
    public synchronized void show(String text) {
        if (!terminal.errIsTerminal()) {
            return;
        }
        terminal.err().print(CLEAR + text);
        terminal.err().flush();
        shown = true;
    }

    /** Shows how far the work is. */
    public synchronized void progress(double fraction, String what) {
        double bounded = Math.clamp(fraction, 0.0, 1.0);
        if (terminal.errIsTerminal()) {
            long now = System.nanoTime();
            if (shown && now - drawn < REDRAW_NS && bounded < 1) {
                return;
            }
            drawn = now;
            show("  %s %s %s".formatted(bar(bounded), percent(bounded), what));
        } else if ((int) (bounded * 10) > tenth) {
            tenth = (int) (bounded * 10);
            terminal.err().println("  %s %s".formatted(percent(bounded), what));
        }
    }

    private String bar(double fraction) {
        int full = (int) Math.round(fraction * BAR);
        return terminal.errInk().accent("━".repeat(full))
                + terminal.errInk().dim("━".repeat(BAR - full));
    }

    private static String percent(double fraction) {
        return String.format(Locale.ROOT, "%3d %%", Math.round(fraction * 100));
    }

    /** Takes the live line away. */
    public synchronized void clear() {
        if (shown) {
            terminal.err().print(CLEAR);
            terminal.err().flush();
            shown = false;
        }
    }
}

package org.beamlet.client.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LiveLineTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Terminal terminal(boolean live, boolean colour) {
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new Terminal(stream, stream, live, live, colour);
    }

    @Test
    void whereNobodyWatchesTenthsAreLinesWithoutControlCharacters() {
        LiveLine line = new LiveLine(terminal(false, true));
        for (int i = 0; i <= 1000; i++) {
            line.progress(i / 1000.0, "frames");
        }
        line.clear();

        String text = err.toString(StandardCharsets.UTF_8);
        assertThat(text.lines()).hasSize(10).last().asString().isEqualTo("  100 % frames");
        assertThat(text).doesNotContain("\u001b").doesNotContain("\r");
    }

    @Test
    void onATerminalALineThatStaysReplacesTheLiveOne() {
        LiveLine line = new LiveLine(terminal(true, false));
        line.progress(0.5, "half");
        line.say("stays");

        assertThat(err.toString(StandardCharsets.UTF_8)).endsWith("\r\u001b[Kstays\n");
    }

    @Test
    void colourIsOnlyForTerminalsThatWantIt() {
        assertThat(terminal(true, true).errInk().good("x")).isEqualTo("\u001b[32mx\u001b[0m");
        assertThat(terminal(true, false).errInk().good("x")).isEqualTo("x");
        assertThat(terminal(false, true).errInk().good("x")).isEqualTo("x");
    }
}

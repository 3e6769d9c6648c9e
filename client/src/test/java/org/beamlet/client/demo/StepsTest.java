package org.beamlet.client.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.beamlet.client.terminal.Terminal;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.Test;

class StepsTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Steps steps =
            new Steps(
                    Terminal.plain(
                            new PrintStream(err, true, StandardCharsets.UTF_8),
                            new PrintStream(err, true, StandardCharsets.UTF_8)));

    private String fail() {
        assertThatExceptionOfType(BeamletException.class)
                .isThrownBy(() ->
                        steps.take(
                                "",
                                "token",
                                () -> {
                                    throw new BeamletException(
                                            ErrorCode.COMMAND_FAILED, "it ended", "look");
                                }));
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aStepThatFailsIsMarked() {
        assertThat(fail()).contains("✗ token");
    }

    @Test
    void aStepThatTheUserInterruptedIsNoFailure() {
        steps.interruptedWhen(() -> true);

        assertThat(fail()).contains("– token").contains("interrupted").doesNotContain("✗");
    }
}

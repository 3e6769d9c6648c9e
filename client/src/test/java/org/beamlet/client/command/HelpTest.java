package org.beamlet.client.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
    @TempDir Path folder;

    @Test
    void theTopListsAllCommandsExamplesAndExitCodes() {
        CommandRun run = CommandRun.in(folder, "--help");

        assertThat(run.exit()).isZero();
        for (String word :
                new String[] {"run", "function", "task", "demo", "cloud", "endpoint", "bundle"}) {
            assertThat(run.out()).containsPattern("(?m)^  " + word + " +\\S");
        }
        assertThat(run.out())
                .contains("Examples:")
                .contains("Exit codes:")
                .containsPattern("(?m)^  130 +interrupted")
                .contains("BEAMLET_HOME");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fly", "--fly", "run", "function", "task", "run a --fly"})
    void aWrongInvocationIsOneLineAndExitTwo(String line) {
        CommandRun run =
                CommandRun.in(folder, line.isEmpty() ? new String[0] : line.split(" ", -1));

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.error()).contains("; see `beamlet").contains("--help`");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void theVersionComesWithTheCommitAndTheRuntime() {
        System.setProperty("beamlet.commit", "1234abcd with changes");
        try {
            CommandRun run = CommandRun.in(folder, "--version");

            assertThat(run.exit()).isZero();
            assertThat(run.out().lines())
                    .satisfiesExactly(
                            line -> assertThat(line).startsWith("beamlet "),
                            line -> assertThat(line).isEqualTo("commit 1234abcd with changes"),
                            line ->
                                    assertThat(line)
                                            .startsWith("Java " + Runtime.version())
                                            .endsWith(System.getProperty("java.home")));
        } finally {
            System.clearProperty("beamlet.commit");
        }
    }

    @Test
    void whatIsPrintedForCompletionKnowsCommandsAndOptions() {
        CommandRun run = CommandRun.in(folder, "generate-completion");

        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .contains("_complete_beamlet() {")
                .contains("--in-process")
                .contains("verify")
                .doesNotContain("_picocli_beamlet_generatecompletion()");
    }

    @Test
    void argumentsAreShownAsATable() {
        CommandRun run = CommandRun.in(folder, "function", "show", "test.read");

        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .containsPattern("(?m)^ARGUMENT +TYPE +DEFAULT +DESCRIPTION$")
                .containsPattern("(?m)^raw +path +required +an HDF5 file$")
                .containsPattern("(?m)^times +integer ≥ 1 +2 +how often it is read$")
                .containsPattern("(?m)^mode +fast\\|slow +- +how$");
        assertThat(run.out().indexOf("raw ")).isLessThan(run.out().indexOf("times "));
    }

    @Test
    void theSchemaComesWithJson() {
        CommandRun run = CommandRun.in(folder, "function", "show", "test.read@1.2.0", "--json");

        assertThat(run.exit()).isZero();
        assertThat(run.json().path("version").asText()).isEqualTo("1.2.0");
        assertThat(run.json().path("schema").path("required").get(0).asText()).isEqualTo("raw");
    }
}

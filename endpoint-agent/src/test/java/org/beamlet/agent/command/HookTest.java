package org.beamlet.agent.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.beamlet.agent.config.HookConfig;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.providers.command.ProcessCommandRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HookTest {
    @TempDir Path folder;

    private Hook hook(String setup, String teardown) {
        return new Hook(
                new HookConfig(Optional.of(setup), Optional.of(teardown)),
                new ProcessCommandRunner());
    }

    @Test
    void setupRunsBeforeAndTeardownAfter() {
        Hook hook =
                hook("cd %s && touch a && touch b".formatted(folder), "rm %s/a".formatted(folder));

        hook.prepare();
        assertThat(folder.resolve("a")).exists();
        hook.tidyUp();
        assertThat(folder.resolve("a")).doesNotExist();
        assertThat(folder.resolve("b")).exists();
    }

    @Test
    void aSetupThatFailsIsToldByItsLastWordsAndHasNoTeardown() {
        Hook hook =
                hook("echo first >&2; echo no conda >&2; exit 3", "touch %s/t".formatted(folder));

        assertThatThrownBy(hook::prepare)
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining("exit status 3: no conda");
        hook.tidyUp();
        assertThat(folder.resolve("t")).doesNotExist();
    }
}

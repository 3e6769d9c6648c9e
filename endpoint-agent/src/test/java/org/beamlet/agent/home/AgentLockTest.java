package org.beamlet.agent.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentLockTest {
    @TempDir Path path;

    private EndpointFolder folder;

    @BeforeEach
    void folder() {
        folder = new EndpointFolder(path, new EndpointName("lab"));
    }

    private List<String> pidFile() throws IOException {
        return Files.readAllLines(folder.pid());
    }

    private void write(String... lines) throws IOException {
        Files.write(folder.pid(), List.of(lines));
    }

    @Test
    void whoHoldsTheLockIsTheAgentAndNobodyIsAfterwards() throws Exception {
        try (AgentLock _ = AgentLock.take(folder)) {
            AgentProcess agent = AgentLock.holder(folder).orElseThrow();
            assertThat(agent.pid()).isEqualTo(ProcessHandle.current().pid());
            assertThat(agent.alive()).isTrue();
            assertThat(pidFile()).first().isEqualTo(Long.toString(agent.pid()));
        }
        assertThat(AgentLock.holder(folder)).isEmpty();
        assertThat(folder.pid()).doesNotExist();
    }

    @Test
    void aPidThatIsAnothersByNowIsNotTheAgent() throws Exception {
        try (AgentLock _ = AgentLock.take(folder)) {
            List<String> own = pidFile();
            write(own.get(0), "1", own.get(2), own.get(3));
            assertThat(AgentLock.holder(folder)).isEmpty();
        }
    }

    @Test
    void aPidFromBeforeTheMachineWasRestartedIsNotTheAgent() throws Exception {
        try (AgentLock _ = AgentLock.take(folder)) {
            List<String> own = pidFile();
            write(own.get(0), own.get(1), "0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69", own.get(3));
            assertThat(AgentLock.holder(folder)).isEmpty();
        }
    }

    @Test
    void anAgentOnAnotherHostIsKnownByTheLockAlone() throws Exception {
        try (AgentLock _ = AgentLock.take(folder)) {
            write("1", "1", "0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69", "elsewhere");
            AgentProcess agent = AgentLock.holder(folder).orElseThrow();
            assertThat(agent.here()).isFalse();
            assertThat(agent.alive()).isFalse();
            assertThat(agent.host()).isEqualTo("elsewhere");
        }
    }

    @Test
    void theFileOfAnEarlierVersionHasThePidAlone() throws Exception {
        try (AgentLock _ = AgentLock.take(folder)) {
            write(Long.toString(ProcessHandle.current().pid()));
            assertThat(AgentLock.holder(folder)).isPresent();
            write("rubbish");
            assertThat(AgentLock.holder(folder)).isEmpty();
        }
    }
}

package org.beamlet.agent.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.beamlet.protocol.process.ProcessTable;
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

    /** As on a file system whose locks do not reach from one host to the other. */
    private AgentLock takenElsewhere() throws Exception {
        write(
                "4711",
                "1",
                "0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69",
                "login07",
                "2026-01-01T00:00:00Z",
                "s");
        return AgentLock.take(folder);
    }

    @Test
    void theNoteOfAnotherHostsAgentStaysUntilTheServiceHasLetThisOneIn() throws Exception {
        try (AgentLock lock = takenElsewhere()) {
            assertThat(lock.contested()).isTrue();
            assertThat(lock.follows()).isEmpty();
            assertThat(lock.elsewhere().map(AgentProcess::host)).contains("login07");
            assertThat(pidFile()).first().isEqualTo("4711");
        }
        // It was refused, and has left the other's note.
        assertThat(pidFile()).first().isEqualTo("4711");

        try (AgentLock lock = takenElsewhere()) {
            lock.serves("mine");
            assertThat(pidFile()).hasSize(6).last().isEqualTo("mine");
        }
        assertThat(folder.pid()).doesNotExist();
    }

    @Test
    void aLockThatIsHeldForAnotherHostIsNoReasonByItself() throws Exception {
        try (AgentLock _ = AgentLock.take(folder)) {
            write("4711", "1", "0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69", "login07", "", "s");
            try (AgentLock lock = AgentLock.take(folder)) {
                assertThat(lock.contested()).isTrue();
            }
        }
    }

    @Test
    void anAgentThatCertainlyLivesHereIsNotFollowedThoughItsLockIsFree() throws Exception {
        Process other = new ProcessBuilder("sleep", "600").start();
        try {
            AgentProcess self = AgentProcess.self();
            String start = Long.toString(ProcessTable.find(other.pid()).orElseThrow().startTicks());
            write(Long.toString(other.pid()), start, self.boot(), self.host(), "", "s");

            assertThat(AgentLock.holder(folder)).isEmpty();
            Files.writeString(folder.lock(), "");
            assertThat(AgentLock.holder(folder)).isPresent();
            assertThatThrownBy(() -> AgentLock.take(folder))
                    .hasMessageContaining("already running as process " + other.pid());
        } finally {
            other.destroyForcibly().waitFor();
        }
        try (AgentLock lock = AgentLock.take(folder)) {
            assertThat(lock.follows()).contains("s");
            assertThat(lock.contested()).isFalse();
        }
    }

    @Test
    void aProcessThatHasEndedAndIsNotBuriedIsNotTheAgent() throws Exception {
        // Its parent has become another program, which does not wait for it.
        Process parent =
                new ProcessBuilder("bash", "-c", "sleep 0 & echo $!; exec sleep 600").start();
        try (var said = parent.inputReader()) {
            long pid = Long.parseLong(said.readLine());
            long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            while (ProcessTable.find(pid).orElseThrow().alive() && System.nanoTime() < deadline) {
                Thread.sleep(20);
            }
            AgentProcess self = AgentProcess.self();
            String start = Long.toString(ProcessTable.find(pid).orElseThrow().startTicks());
            Files.writeString(folder.lock(), "");
            write(Long.toString(pid), start, self.boot(), self.host(), "", "s");

            assertThat(AgentLock.holder(folder)).isEmpty();
            try (AgentLock lock = AgentLock.take(folder)) {
                assertThat(lock.follows()).contains("s");
            }
        } finally {
            parent.destroyForcibly().waitFor();
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

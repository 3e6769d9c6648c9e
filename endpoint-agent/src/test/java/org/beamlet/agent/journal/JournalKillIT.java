package org.beamlet.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.beamlet.agent.task.AcceptedTask;
import org.beamlet.protocol.id.TaskId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process that appends, as an operator or the kernel would. */
class JournalKillIT {
    private static final int ENOUGH = 300;

    @TempDir Path folder;

    @Test
    void everythingAcknowledgedBeforeAKillIsThere() throws Exception {
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Appender.class.getName(),
                                folder.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        Set<TaskId> acknowledged = new HashSet<>();
        try (BufferedReader said = child.inputReader()) {
            String line = said.readLine();
            while (line != null) {
                acknowledged.add(TaskId.parse(line));
                if (acknowledged.size() == ENOUGH) {
                    child.destroyForcibly();
                }
                line = said.readLine();
            }
        } catch (IOException _) {
            // The pipe of a killed process may break in the middle of a line.
        }
        child.waitFor();

        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ENOUGH);
        try (Journal journal = Journal.open(folder)) {
            assertThat(journal.found()).map(JournaledTask::id).containsAll(acknowledged);
        }
    }

    /** Appends for ever and names each task once it is safe. */
    static final class Appender {
        private Appender() {}

        public static void main(String[] arguments) throws Exception {
            try (Journal journal = Journal.open(Path.of(arguments[0]))) {
                while (true) {
                    AcceptedTask task =
                            new AcceptedTask(
                                    TaskId.random(), "f", 1, "x".repeat(500), List.of(), "");
                    journal.append(List.of(new JournalRecord.Accepted(task))).get();
                    System.out.println(task.id());
                }
            }
        }
    }
}

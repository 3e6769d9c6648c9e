package org.beamlet.catalog.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptFolderTest {
    @TempDir private Path output;

    @Test
    void aFileTakesTheNextFreeName() throws IOException {
        Files.writeString(output.resolve("r.hdf"), "old");
        try (AttemptFolder attempt = AttemptFolder.in(output, "t", 1)) {
            Path file = Files.writeString(attempt.file("x"), "new");
            assertThat(attempt.publish(file, "r", ".hdf", false)).hasFileName("r_1.hdf");
            assertThat(file).doesNotExist();
        }
        assertThat(output.resolve("r.hdf")).hasContent("old");
        assertThat(output.resolve("r_1.hdf")).hasContent("new");
        assertThat(output).isDirectoryNotContaining("glob:**/.attempt*");
    }

    @Test
    void nothingIsLeftOfAnAttemptThatFails() throws IOException {
        try (AttemptFolder attempt = AttemptFolder.in(output.resolve("deep/er"), "t/../x", 2)) {
            Files.writeString(attempt.file("half"), "…");
            Files.createDirectory(attempt.file("folder"));
            Files.writeString(attempt.file("folder/more"), "…");
            assertThat(attempt.file("half").toString()).endsWith("/.attempt-t____x-2/half");
        }
        assertThat(output.resolve("deep/er")).isEmptyDirectory();
    }

    @Test
    void aLaterAttemptStopsAnEarlierOneFromPublishing() throws IOException {
        AttemptFolder early = AttemptFolder.in(output, "t", 1);
        Path file = Files.writeString(early.file("x"), "early");
        try (AttemptFolder late = AttemptFolder.in(output, "t", 2)) {
            assertThatThrownBy(() -> early.publish(file, "r", ".hdf", false))
                    .isInstanceOfSatisfying(
                            BeamletException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.TASK_LOST));
            Path own = Files.writeString(late.file("x"), "late");
            assertThat(late.publish(own, "r", ".hdf", false)).hasContent("late");
        }
        early.close();
    }

    @Test
    void attemptsOfOtherTasksAreLeftAlone() throws IOException {
        try (AttemptFolder one = AttemptFolder.in(output, "one", 1);
                AttemptFolder two = AttemptFolder.in(output, "two", 3)) {
            Path file = Files.writeString(one.file("x"), "one");
            assertThat(one.publish(file, "r", ".hdf", true)).hasContent("one");
            assertThat(two.file("x")).doesNotExist();
        }
    }

    @Test
    void whatAnEarlierAttemptPublishedInPartIsTakenBack() throws IOException {
        AttemptFolder early = AttemptFolder.in(output, "t", 1);
        Path first = Files.writeString(early.file("a"), "early");
        Path second = Files.writeString(early.file("b"), "early");
        early.publish(first, "r", ".hdf", false);
        try (AttemptFolder late = AttemptFolder.in(output, "t", 1001)) {
            assertThat(output.resolve("r.hdf")).doesNotExist();
            assertThatThrownBy(() -> early.publish(second, "g2", ".png", true))
                    .isInstanceOf(BeamletException.class);
            late.publish(Files.writeString(late.file("a"), "late"), "r", ".hdf", false);
            late.publish(Files.writeString(late.file("b"), "late"), "g2", ".png", false);
        }
        early.close();
        assertThat(output)
                .isDirectoryContaining("glob:**/r.hdf")
                .isDirectoryContaining("glob:**/g2.png");
        assertThat(output.resolve("r.hdf")).hasContent("late");
        assertThat(output.resolve("g2.png")).hasContent("late");
        assertThat(output.toFile().list()).containsExactlyInAnyOrder("r.hdf", "g2.png");
    }

    @Test
    void filesOfOthersUnderTheNameThatAnEarlierAttemptWishedForStay() throws IOException {
        AttemptFolder early = AttemptFolder.in(output, "t", 1);
        early.publish(Files.writeString(early.file("a"), "early"), "r", ".hdf", false);
        Files.delete(output.resolve("r.hdf"));
        Files.writeString(output.resolve("r.hdf"), "somebody else's");
        AttemptFolder.in(output, "t", 2).close();
        assertThat(output.resolve("r.hdf")).hasContent("somebody else's");
    }

    @Test
    void aStaleAttemptDoesNotBegin() {
        try (AttemptFolder _ = AttemptFolder.in(output, "t", 1001)) {
            assertThatThrownBy(() -> AttemptFolder.in(output, "t", 3))
                    .isInstanceOfSatisfying(
                            BeamletException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.TASK_LOST));
        }
    }

    @Test
    void whatWasPublishedIsTakenBackWhereTheRestCannotBe() throws IOException {
        Files.writeString(output.resolve("mine.hdf"), "of somebody else");
        try (AttemptFolder attempt = AttemptFolder.in(output, "a-task", 1)) {
            for (String name : java.util.List.of("result", "picture")) {
                Files.writeString(attempt.file(name), name);
            }
            attempt.publish(attempt.file("result"), "mine", ".hdf", false);
            assertThat(output.resolve("mine_1.hdf")).hasContent("result");
            Files.delete(attempt.file("picture"));
            assertThatThrownBy(
                            () -> attempt.publish(attempt.file("picture"), "mine", ".png", false))
                    .isInstanceOf(BeamletException.class);
        }
        assertThat(output).isDirectoryContaining("glob:**/mine.hdf");
        assertThat(output.toFile().list()).containsExactly("mine.hdf");
    }

    @Test
    void withStorageOfTheNodeFilesAreWrittenThereAndMoved(@TempDir Path scratch)
            throws IOException {
        System.setProperty(NodeScratch.PROPERTY, scratch.resolve("of/workers").toString());
        try (AttemptFolder attempt = AttemptFolder.in(output, "a-task", 1)) {
            Path file = Files.writeString(attempt.file("result.temp"), "result");
            assertThat(file).startsWith(scratch);
            assertThat(output.resolve(".attempt-a-task-1")).isEmptyDirectory();

            assertThat(attempt.publish(file, "r", ".hdf", false)).hasContent("result");
            assertThat(file).doesNotExist();
            Files.writeString(attempt.file("never published"), "…");
        } finally {
            System.clearProperty(NodeScratch.PROPERTY);
        }
        assertThat(output.toFile().list()).containsExactly("r.hdf");
        assertThat(scratch.resolve("of/workers")).isEmptyDirectory();
    }

    @Test
    void anAttemptThatIsOverPublishesNothingFromThereEither(@TempDir Path scratch)
            throws IOException {
        System.setProperty(NodeScratch.PROPERTY, scratch.toString());
        try (AttemptFolder early = AttemptFolder.in(output, "t", 1)) {
            Path file = Files.writeString(early.file("x"), "early");
            AttemptFolder.in(output, "t", 2).close();
            assertThatThrownBy(() -> early.publish(file, "r", ".hdf", true))
                    .isInstanceOfSatisfying(
                            BeamletException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.TASK_LOST));
        } finally {
            System.clearProperty(NodeScratch.PROPERTY);
        }
        assertThat(output).isEmptyDirectory();
    }
}

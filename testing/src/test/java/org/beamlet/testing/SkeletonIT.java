package org.beamlet.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.beamlet.client.project.FunctionProject;
import org.beamlet.client.project.ProjectTest;
import org.beamlet.client.project.Skeleton;
import org.beamlet.client.project.TestLibraries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A project that was just written, built and tested in a process of its own. */
class SkeletonIT {
    @TempDir Path folder;

    private boolean passes(FunctionProject project, List<String> lines) {
        return new ProjectTest(project, lines::add).java(TestLibraries.ofApi());
    }

    @Test
    void aJavaProjectPassesItsTestsAndFailsThemOnceItIsBroken() throws IOException {
        Path place = folder.resolve("peaks");
        Skeleton.write("lab.peaks", FunctionProject.Kind.JAVA, place, "1.0");
        FunctionProject project = FunctionProject.read(place);
        List<String> lines = new ArrayList<>();

        assertThat(passes(project, lines)).as("%s", lines).isTrue();
        assertThat(lines.getLast()).startsWith("2 tests passed, 0 failed");

        Path source = place.resolve("src/main/java/lab/Peaks.java");
        Files.writeString(source, Files.readString(source).replace("> counts", "< counts"));
        assertThat(passes(project, lines)).isFalse();
        assertThat(lines.toString()).contains("failed  theLargestIsFound");
    }
}

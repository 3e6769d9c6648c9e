package org.beamlet.client.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.payload.JavaEntry;
import org.beamlet.worker.userfunction.Inspection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SkeletonTest {
    @TempDir Path folder;

    private FunctionProject written(FunctionProject.Kind kind) {
        Path project = folder.resolve("peaks");
        List<Path> files = Skeleton.write("lab.beam_peaks", kind, project, "1.0");
        assertThat(files).allMatch(Files::isRegularFile).allMatch(file -> !holds(file, "@"));
        return FunctionProject.read(project);
    }

    /** Annotations are the only such signs in what is written. */
    private static boolean holds(Path file, String sign) {
        try {
            return Files.readString(file)
                    .replaceAll("@(Override|Test|WithEndpoint)", "")
                    .contains(sign);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = FunctionProject.Kind.class,
            names = {"PYTHON", "SHELL"})
    void aProjectPassesItsTest(FunctionProject.Kind kind) {
        List<String> lines = new ArrayList<>();
        new ProjectTest(written(kind), lines::add).example();

        assertThat(lines.getLast()).isEqualTo("passed  the example of lab.beam_peaks");
    }

    @Test
    void anExampleThatGivesSomethingElseFails() throws IOException {
        FunctionProject project = written(FunctionProject.Kind.PYTHON);
        Path source = project.folder().resolve(project.about().source());
        Files.writeString(source, Files.readString(source).replace("max(", "min("));

        assertThatThrownBy(() -> new ProjectTest(project, _ -> {}).example())
                .hasMessageContaining("\"at\":0");
    }

    @Test
    void aJavaProjectIsBuiltToAFunctionThatCanBeRegistered() {
        FunctionProject project = written(FunctionProject.Kind.JAVA);
        Path jar = new JavaBuild(project, TestLibraries.ofApi()).jar();

        assertThat(jar).hasFileName("lab-beam_peaks-0.1.0.jar");
        assertThat(project.about().entry()).isEqualTo("lab.BeamPeaks");
        Inspection inspected =
                Inspection.ofJar(jar, JavaEntry.parse(project.about().entry() + "#run"));
        assertThat(inspected.function().entry().toString()).isEqualTo("lab.BeamPeaks#run");
    }

    @Test
    void whatDoesNotCompileIsNamedWithItsLine() throws IOException {
        FunctionProject project = written(FunctionProject.Kind.JAVA);
        Path source = project.folder().resolve("src/main/java/lab/BeamPeaks.java");
        Files.writeString(
                source, Files.readString(source).replace("int best = 0;", "int best = ;"));

        assertThatThrownBy(() -> new JavaBuild(project, TestLibraries.ofApi()).jar())
                .hasMessageContaining("BeamPeaks.java line 4");
    }

    @Test
    void nothingIsOverwrittenAndNamesAreLookedAt() {
        FunctionProject.Kind java = FunctionProject.Kind.JAVA;
        FunctionProject project = written(java);

        assertThatThrownBy(() -> Skeleton.write("lab.peaks", java, project.folder(), "1"))
                .hasMessageContaining("is there already");
        assertThatThrownBy(() -> Skeleton.write("Lab/../x", java, folder.resolve("x"), "1"))
                .hasMessageContaining("'Lab/../x'");
        assertThatThrownBy(() -> FunctionProject.read(folder)).hasMessageContaining("has no");
    }

    @Test
    void aResultMayHaveMoreThanIsWanted() {
        JsonNode found = Json.read("{\"a\":{\"b\":1.0,\"c\":2},\"d\":3}");

        assertThat(ProjectTest.holds(found, read("{\"a\":{\"b\":1}}"))).isTrue();
        assertThat(ProjectTest.holds(found, read("{\"a\":{\"b\":2}}"))).isFalse();
        assertThat(ProjectTest.holds(found, read("{\"e\":null}"))).isFalse();
    }

    private static JsonNode read(String text) {
        return Json.read(text);
    }
}

package org.beamlet.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.task.Confinement;
import org.beamlet.protocol.task.TaskTerms;
import org.beamlet.protocol.task.TouchedPaths;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfinedCallTest {
    private static final JsonNode SCHEMA =
            Json.read(
                    """
                    {"type": "object", "properties": {
                      "raw": {"type": "string", "format": "path"},
                      "name": {"type": "string"},
                      "more": {"type": "array", "items": {"type": "string", "format": "path"}},
                      "deep": {"type": "object", "properties": {"out": {"anyOf": [{"type": "null"},
                        {"type": "string", "format": "path"}]}}}}}
                    """);

    @TempDir Path temporary;

    @SuppressWarnings("NullAway.Init")
    private Path own;

    @SuppressWarnings("NullAway.Init")
    private Path other;

    @SuppressWarnings("NullAway.Init")
    private Confinement terms;

    private final PathBook book = new PathBook();

    @BeforeEach
    void makeProjects() throws IOException {
        Path base = temporary.toRealPath();
        own = Files.createDirectories(base.resolve("own"));
        other = Files.createDirectories(base.resolve("own-too"));
        Files.writeString(own.resolve("a.h5"), "mine");
        Files.writeString(other.resolve("b.h5"), "theirs");
        terms =
                new Confinement(
                        List.of(
                                new Confinement.Root(own.toString(), null, null),
                                new Confinement.Root(base + "/gone", null, null)));
    }

    private ConfinedCall.Checked check(String arguments) {
        return ConfinedCall.check(terms, SCHEMA, Json.read(arguments), book);
    }

    private void refused(String path) {
        for (String arguments :
                List.of(
                        "{\"raw\": \"%s\"}",
                        "{\"more\": [\"%s\"]}", "{\"deep\": {\"out\": \"%s\"}}")) {
            assertThatThrownBy(() -> check(arguments.formatted(path)))
                    .as("%s %s", arguments, path)
                    .isInstanceOfSatisfying(
                            BeamletException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.ARGUMENTS_INVALID));
        }
    }

    @Test
    void whatIsBelowAProjectsFolderIsGivenToTheFunctionWithoutLinks() throws IOException {
        Files.createSymbolicLink(own.resolve("link"), own.resolve("a.h5"));
        Files.createDirectories(own.resolve("x"));

        JsonNode checked =
                check(
                                "{\"raw\": \"%s/x/../link\", \"name\": \"/etc/passwd\", \"more\": [\"%s/new/out\"], \"deep\": {\"out\": null}}"
                                        .formatted(own, own))
                        .arguments();

        assertThat(checked)
                .isEqualTo(
                        Json.read(
                                "{\"raw\": \"%s/a.h5\", \"name\": \"/etc/passwd\", \"more\": [\"%s/new/out\"], \"deep\": {\"out\": null}}"
                                        .formatted(own, own)));
    }

    @Test
    void whatIsAllowedAndWhatIsRefusedIsTakenDownAsGivenAndAsResolved() throws IOException {
        Files.createSymbolicLink(own.resolve("link"), own.resolve("a.h5"));
        Files.createSymbolicLink(own.resolve("away"), other);
        assertThatThrownBy(() ->
                        check(
                                "{\"name\": \"/etc/passwd\", \"raw\": \"%s/link\", \"more\": [\"%s/away/b.h5\", \"x\"]}"
                                        .formatted(own, own)))
                .hasMessageNotContaining(other.toString());
        assertThat(book.paths().list())
                .containsExactly(
                        new TouchedPaths.One("raw", own + "/link", own + "/a.h5", false),
                        new TouchedPaths.One("more", own + "/away/b.h5", other + "/b.h5", true));
        assertThat(book.paths().refused()).isTrue();
    }

    @Test
    void ofManyPathsSomeAreTakenDownAndTheRefusedOneIsAmongThem() {
        ArrayNode many = Json.NODES.arrayNode();
        for (int i = 0; i < 300; i++) {
            many.add(own + "/" + i);
        }
        many.add(other + "/" + "x".repeat(3000));
        ObjectNode arguments = Json.NODES.objectNode();
        arguments.set("more", many);
        assertThatThrownBy(() -> check(Json.write(arguments))).isInstanceOf(BeamletException.class);
        assertThat(book.paths().list()).hasSize(TouchedPaths.MOST);
        assertThat(book.paths().leftOut()).isEqualTo(201);
        assertThat(book.paths().list().getLast().refused()).isTrue();
        assertThat(book.paths().list().getLast().given()).hasSize(1001);
    }

    @Test
    void ofAFreeCallPathsAreTakenDownWhereSomebodyAsks() throws IOException {
        Files.createSymbolicLink(own.resolve("here"), own.resolve("lines.txt"));
        CatalogFunction append = Catalog.load().find("diagnostics.append").orElseThrow();
        PathBook silent = new PathBook();
        Catalog.call(append, call(own.resolve("here")), TaskTerms.NONE, silent);
        assertThat(silent.paths().none()).isTrue();

        Catalog.call(append, call(own.resolve("here")), TaskTerms.NONE.tellingPaths(true), book);

        assertThat(book.paths().list())
                .containsExactly(
                        new TouchedPaths.One("path", own + "/here", own + "/lines.txt", false));
        assertThat(Catalog.given(append, call(own.resolve("here")).arguments()).list())
                .containsExactly(new TouchedPaths.One("path", own + "/here", null, false));
    }

    @Test
    void whatLeadsElsewhereIsRefusedByWhateverWay() throws IOException {
        Files.createSymbolicLink(own.resolve("away"), other);
        Files.createSymbolicLink(own.resolve("dangling"), other.resolve("not-yet"));
        Files.createSymbolicLink(own.resolve("root"), Path.of("/"));
        Files.createSymbolicLink(own.resolve("loop"), own.resolve("loop"));
        refused("/etc/passwd");
        refused(other + "/b.h5");
        refused(own + "/../own-too/b.h5");
        refused(own + "-too/b.h5");
        refused(own + "/away/b.h5");
        refused(own + "/away/new.h5");
        refused(own + "/dangling");
        refused(own + "/root/etc/passwd");
        refused(own + "/loop");
        refused(own + "/not-there/../../own-too/b.h5");
        refused(own + "/not-there/..");
        refused("own/a.h5");
        refused("");
        refused("data://8idi/a.h5");
        refused("file://" + own + "/a.h5");
        refused(temporary + "/gone/a.h5");
    }

    @Test
    void aSchemaThatCannotBeReadToTheEndLetsNothingThrough() {
        assertThatThrownBy(() ->
                        ConfinedCall.check(
                                terms,
                                Json.read("{\"properties\": {\"raw\": {\"$ref\": \"#/$defs/p\"}}}"),
                                Json.read("{\"raw\": \"/etc/passwd\"}"),
                                book))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.FUNCTION_NOT_ALLOWED));
    }

    @Test
    void aFolderThatIsExchangedWhileTheFunctionRunsIsNoticed() throws IOException {
        Path sub = Files.createDirectories(own.resolve("sub"));
        ConfinedCall.Checked checked = check("{\"raw\": \"%s/out\"}".formatted(sub));
        Files.move(sub, own.resolve("before"));
        Files.createSymbolicLink(sub, other);

        assertThatThrownBy(() -> checked.call().finish(result(sub.resolve("out"))))
                .hasMessageContaining("was exchanged");
    }

    @Test
    void aFileThatWasWrittenElsewhereIsNotHandedOut() throws IOException {
        ConfinedCall.Checked checked = check("{\"raw\": \"%s/a.h5\"}".formatted(own));
        assertThatThrownBy(() -> checked.call().finish(result(other.resolve("b.h5"))))
                .isInstanceOf(BeamletException.class);
        Path link = Files.createSymbolicLink(own.resolve("result.h5"), other.resolve("b.h5"));
        assertThatThrownBy(() -> checked.call().finish(result(link)))
                .isInstanceOf(BeamletException.class);
    }

    private static ObjectNode result(Path file) {
        ObjectNode result = Json.NODES.objectNode();
        result.put("result_file", file.toString()).putArray("files").add(file.toString());
        return result;
    }

    @Test
    void aFunctionRunsOnlyThereAndItsFilesAreGivenTheirMode() throws IOException {
        terms = new Confinement(List.of(new Confinement.Root(own.toString(), null, "0640")));
        TaskTerms task = TaskTerms.NONE.kept(terms);
        CatalogFunction append = Catalog.load().find("diagnostics.append").orElseThrow();

        Catalog.call(append, call(own.resolve("lines.txt")), task);

        assertThat(own.resolve("lines.txt")).hasContent("ran");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.readAttributes(
                                                own.resolve("lines.txt"), PosixFileAttributes.class)
                                        .permissions()))
                .isEqualTo("rw-r-----");
        assertThatThrownBy(() -> Catalog.call(append, call(other.resolve("lines.txt")), task))
                .hasMessageContaining("not below a folder of a project");
        assertThat(other.resolve("lines.txt")).doesNotExist();
        assertThat(TaskTerms.parse(task.text()).confined()).isEqualTo(terms);
    }

    private static FunctionCall call(Path file) {
        ObjectNode arguments = Json.NODES.objectNode();
        arguments.put("path", file.toString()).put("text", "ran");
        return new FunctionCall(arguments, "task", 1, (_, _) -> {});
    }
}

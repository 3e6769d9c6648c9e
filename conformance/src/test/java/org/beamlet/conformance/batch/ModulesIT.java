package org.beamlet.conformance.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.beamlet.conformance.stack.Command;
import org.beamlet.conformance.stack.Lines;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Blocks whose {@code worker_init} loads modules of Environment Modules, as sites have them. */
@Tag("modules")
class ModulesIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** What a module of a site's may do to a JVM, and what functions want of it. */
    private static final String HOSTILE =
            """
            #%Module1.0
            setenv JAVA_TOOL_OPTIONS -XX:+NoSuchOption
            setenv _JAVA_OPTIONS -Xmx1k
            setenv JDK_JAVA_OPTIONS @/nosuch
            setenv CLASSPATH /nosuch
            setenv LAB_DATA /data/lab
            prepend-path LD_LIBRARY_PATH /nosuch/lib
            prepend-path PATH @SOFTWARE@/bin
            prepend-path PYTHONPATH @SOFTWARE@/python
            """;

    /** The parent of the process in which a Python function runs is the node manager. */
    private static final String LOOK =
            """
            def look():
                import os
                import lab_tool

                parent = "/proc/%d/" % os.getppid()
                with open(parent + "environ", "rb") as environ:
                    names = [one.split(b"=")[0].decode() for one in environ.read().split(b"\\0")]
                return {
                    "mine": dict(os.environ),
                    "tool": lab_tool.NAME,
                    "manager": names,
                    "java": os.readlink(parent + "exe"),
                }
            """;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path home;

    private static BatchStand stand;

    @BeforeAll
    static void begin() throws IOException, InterruptedException {
        stand = new BatchStand(home);
        Path software = home.resolve("software");
        Files.createDirectories(home.resolve("modulefiles"));
        Files.writeString(
                home.resolve("modulefiles/lab"),
                HOSTILE.replace("@SOFTWARE@", software.toString()));
        Files.createDirectories(software.resolve("python"));
        Files.writeString(software.resolve("python/lab_tool.py"), "NAME = 'the tool'\n");
        Path java = Files.createDirectories(software.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho the wrong Java >&2\nexit 9\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        register("lab.look@1.0.0", Files.writeString(home.resolve("look.py"), LOOK));
        register(
                "lab.command@1.0.0",
                Files.writeString(
                        home.resolve("command.sh"),
                        "#!/bin/bash\necho \"$LAB_DATA $LD_LIBRARY_PATH $JAVA_TOOL_OPTIONS\"\n"));
    }

    private static void register(String name, Path file) throws IOException, InterruptedException {
        Command done = stand.stack.beamlet("function", "register", file.toString(), "--name", name);
        assertThat(done.exit()).as(done.err()).isZero();
    }

    @AfterAll
    static void end() {
        stand.close();
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        stand.noJobIsLeft();
    }

    private static String[] init(String... lines) {
        List<String> all =
                new ArrayList<>(
                        List.of("worker_init: |", "  module use " + home.resolve("modulefiles")));
        for (String line : lines) {
            all.add("  " + line);
        }
        return all.toArray(String[]::new);
    }

    private static JsonNode result(BatchEndpoint endpoint, String function)
            throws IOException, InterruptedException {
        Command run =
                stand.stack.beamlet(
                        "run", function, "--json", "--endpoint", endpoint.id().toString());
        assertThat(run.exit()).as(run.err()).isZero();
        return Json.read(run.out()).path("result");
    }

    @Test
    @Tag("brief")
    void whatAModuleSaysIsForFunctionsAndDoesNotHurtTheManager() throws Exception {
        Lines lines = stand.lines("hostile");
        try (BatchEndpoint endpoint = stand.endpoint("hostile")) {
            endpoint.configure(
                    stand.site.provider(
                            1, init("module load lab", "java() { exit 9; }", "cd /", "set -eu")));
            endpoint.start();

            JsonNode seen = result(endpoint, "lab.look@1.0.0");

            JsonNode mine = seen.path("mine");
            assertThat(mine.path("LAB_DATA").asText()).isEqualTo("/data/lab");
            assertThat(mine.path("LD_LIBRARY_PATH").asText()).startsWith("/nosuch/lib");
            assertThat(mine.path("JAVA_TOOL_OPTIONS").asText()).isEqualTo("-XX:+NoSuchOption");
            assertThat(mine.path("PATH").asText()).startsWith(home.resolve("software/bin") + ":");
            assertThat(seen.path("tool").asText()).isEqualTo("the tool");
            List<String> manager = new ArrayList<>();
            seen.path("manager").forEach(name -> manager.add(name.asText()));
            assertThat(manager)
                    .contains("LAB_DATA")
                    .doesNotContain(
                            "LD_LIBRARY_PATH",
                            "JAVA_TOOL_OPTIONS",
                            "_JAVA_OPTIONS",
                            "JDK_JAVA_OPTIONS",
                            "CLASSPATH",
                            "PYTHONPATH");
            assertThat(seen.path("java").asText()).endsWith("/bin/java");
            assertThat(result(endpoint, "lab.command@1.0.0").path("stdout").asText())
                    .startsWith("/data/lab /nosuch/lib")
                    .endsWith("-XX:+NoSuchOption\n");
            // A Java function runs in a JVM of its own.
            List<TaskId> tasks = stand.submit(endpoint, lines, 0, "java");
            stand.succeedOnce(tasks, lines, PATIENCE);
            endpoint.stop();
        }
    }

    @Test
    @Tag("brief")
    void aModuleThatThereIsNotIsNamedWithItsLineAndWhatItSays() throws Exception {
        Lines lines = stand.lines("nosuch");
        try (BatchEndpoint endpoint = stand.endpoint("nosuch")) {
            endpoint.configure(stand.site.provider(1, init("module load nosuch")));
            endpoint.start();
            List<TaskId> tasks = stand.submit(endpoint, lines, 0, "waits");

            JsonNode told =
                    endpoint.await(
                            PATIENCE,
                            "it is told that worker_init failed",
                            now -> BatchEndpoint.warnings(now).contains("worker_init failed"));
            assertThat(BatchEndpoint.warnings(told))
                    .contains(
                            "in line 2 with exit status 1 `module load nosuch`",
                            "Unable to locate a modulefile for 'nosuch'",
                            "mend worker_init");
            assertThat(endpoint.screen()).contains("module load nosuch");
            assertThat(stand.client.task(tasks.getFirst()).completionT()).isNull();
            endpoint.stop();
            stand.noJobIsLeft();

            endpoint.configure(stand.site.provider(1, init("module load lab")));
            endpoint.start();
            stand.succeedOnce(tasks, lines, PATIENCE);
            endpoint.stop();
        }
    }
}

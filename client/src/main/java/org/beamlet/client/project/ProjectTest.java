package org.beamlet.client.project;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.beamlet.client.TaskFailedException;
import org.beamlet.client.inprocess.InProcessEndpoint;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;

/** Tests a project on this machine. */
public final class ProjectTest {
    /** Of module {@code testing}, which this one does not know. */
    private static final String RUNNER = "org.beamlet.testing.command.TestRun";

    private static final TypeReference<Map<String, Object>> TREE = new TypeReference<>() {};

    private final FunctionProject project;
    private final Consumer<String> lines;

    /**
     * @param lines takes what a person reads
     */
    public ProjectTest(FunctionProject project, Consumer<String> lines) {
        this.project = project;
        this.lines = lines;
    }

    /**
     * Builds a Java project and runs its tests in a process of their own.
     *
     * @return whether all passed
     */
    public boolean java(String libraries) {
        JavaBuild build = new JavaBuild(project, libraries);
        Path _ = build.jar();
        String classPath = build.tests();
        try {
            Process tests =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "--enable-native-access=ALL-UNNAMED",
                                    "--sun-misc-unsafe-memory-access=allow",
                                    "-cp",
                                    classPath,
                                    RUNNER,
                                    project.folder().resolve("target/test-classes").toString())
                            .directory(project.folder().toFile())
                            .redirectErrorStream(true)
                            .redirectInput(
                                    ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                            .start();
            tests.inputReader().lines().forEach(lines);
            return tests.waitFor() == 0;
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.COMMAND_FAILED,
                    "the tests did not start: " + e.getMessage(),
                    "see that the Java of this installation may be run",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BeamletException(
                    ErrorCode.TASK_CANCELLED, "the tests were stopped", "start them again", e);
        }
    }

    /**
     * Calls a Python or shell function with its example, in a worker process.
     *
     * @throws BeamletException where it fails or returns something else
     */
    public void example() {
        FunctionProject.Example example = project.about().example();
        if (example == null) {
            throw FunctionProject.invalid(
                    "%s has no 'example' to run".formatted(FunctionProject.FILE));
        }
        PythonSource source = ProjectCode.source(project);
        ObjectNode arguments =
                example.arguments() == null ? Json.NODES.objectNode() : example.arguments();
        JsonNode result;
        try (InProcessEndpoint endpoint = InProcessEndpoint.processes().printingHere().open()) {
            endpoint.python(source.entry(), source.text());
            Map<String, Object> given = Json.mapper().convertValue(arguments, TREE);
            result = endpoint.submit(source.entry(), given, JsonNode.class).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof TaskFailedException failed ? failed(failed) : e;
        }
        lines.accept("result  " + Json.write(result));
        JsonNode wanted = example.result();
        if (wanted != null && !holds(result, wanted)) {
            throw new BeamletException(
                    ErrorCode.TASK_FAILED,
                    "the example gave %s and not %s".formatted(result, wanted),
                    "correct the function, or 'example' in " + FunctionProject.FILE);
        }
        lines.accept("passed  the example of " + project.about().name());
    }

    private static BeamletException failed(TaskFailedException failed) {
        return new BeamletException(
                ErrorCode.TASK_FAILED,
                "the example failed: %s".formatted(failed.getMessage()),
                "correct the function, or 'example' in " + FunctionProject.FILE,
                failed);
    }

    /** An object may have more than is wanted of it. */
    static boolean holds(JsonNode found, JsonNode wanted) {
        if (wanted.isObject() && found.isObject()) {
            return wanted.properties().stream()
                    .allMatch(one ->
                            found.has(one.getKey())
                                    && holds(found.path(one.getKey()), one.getValue()));
        }
        if (wanted.isNumber() && found.isNumber()) {
            return Math.abs(wanted.asDouble() - found.asDouble())
                    <= 1e-9 * Math.abs(wanted.asDouble());
        }
        return found.equals(wanted);
    }
}

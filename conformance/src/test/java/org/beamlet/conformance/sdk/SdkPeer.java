package org.beamlet.conformance.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.beamlet.conformance.stack.FreePort;
import org.beamlet.conformance.stack.ServiceUnderTest;
import org.beamlet.protocol.json.Json;

/** A Python process that uses the SDK as a user would. */
@SuppressWarnings("try") // Waiting for processes may be interrupted.
final class SdkPeer {
    private static final Path CONFORMANCE = Path.of(System.getProperty("beamlet.conformance", ""));
    private static final long PATIENCE_S = 400;

    private SdkPeer() {}

    /** Runs one function of {@code peers/sdk/acceptance.py} to its end; it must pass. */
    static void run(String name, ServiceUnderTest service, Path folder) throws Exception {
        run(name, service, folder, Map.of());
    }

    /**
     * Runs one function that asks for things to be done meanwhile.
     *
     * @param answers what is done, by the word that is asked for
     */
    static void run(
            String name,
            ServiceUnderTest service,
            Path folder,
            Map<String, Callable<String>> answers)
            throws Exception {
        // Local mode knows no other port.
        int port = name.equals("uses_local_mode") ? SdkIT.LOCAL_MODE : FreePort.find();
        try (Reach reach = Reach.of(service, folder, port)) {
            run("acceptance.py", name, reach.order(), reach.environment(), folder, answers);
        }
    }

    /** {@return the interpreter that has the SDK} */
    static Path python() {
        Path python = CONFORMANCE.resolve("target").resolve("venv-sdk").resolve("bin/python");
        assertThat(python).as("made by: conformance/run sdk").exists();
        return python;
    }

    /**
     * Runs one function of a file in {@code peers/sdk}.
     *
     * @param order what it is told
     * @param environment what it needs beside
     */
    static void run(
            String file,
            String name,
            Map<String, String> order,
            Map<String, String> environment,
            Path folder,
            Map<String, Callable<String>> answers)
            throws Exception {
        Path script = CONFORMANCE.resolve("peers").resolve("sdk").resolve(file);
        Path errors = folder.resolve(name + ".err");
        ProcessBuilder builder =
                new ProcessBuilder(python().toString(), "-B", script.toString(), name)
                        .redirectError(errors.toFile());
        // It keeps tokens and caches in the home folder otherwise.
        builder.environment().put("HOME", folder.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        Thread limit = Thread.ofVirtual().start(() -> endInTime(process));
        try {
            String last = talk(process, Json.write(order), answers);
            assertThat(process.waitFor(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
            assertThat(last).as(Files.readString(errors)).startsWith("passed");
        } finally {
            process.destroyForcibly();
            limit.interrupt();
        }
    }

    private static void endInTime(Process process) {
        try {
            if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            // It ended by itself.
        }
    }

    /** {@return the last line that it said} */
    private static String talk(Process process, String order, Map<String, Callable<String>> answers)
            throws Exception {
        String last = "";
        try (BufferedWriter in = process.outputWriter(UTF_8);
                BufferedReader out = process.inputReader(UTF_8)) {
            say(in, order);
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                last = line;
                Callable<String> asked =
                        line.startsWith("do ") ? answers.get(line.substring(3)) : null;
                if (asked != null) {
                    say(in, "done " + asked.call());
                }
            }
        }
        return last;
    }

    private static void say(BufferedWriter in, String line) throws IOException {
        in.write(line);
        in.newLine();
        in.flush();
    }
}

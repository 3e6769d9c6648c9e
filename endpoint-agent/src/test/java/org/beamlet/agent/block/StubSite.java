package org.beamlet.agent.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A node on which a batch script runs, where launchers note what they are told and run the command
 * once.
 */
final class StubSite {
    private static final List<String> PROGRAMS =
            List.of("srun", "mpiexec", "mpirun", "aprun", "jsrun", "parallel");

    private static final String STUB =
            """
            #!/bin/bash
            printf '%s\\0' "$@" >> "$0.told"
            printf '\\n\\0' >> "$0.told"
            while [ $# -gt 0 ] && [ "$1" != /bin/bash ]; do shift; done
            "$@"
            """;

    private final Path folder;
    private final Path programs;
    private final Map<String, String> environment = new TreeMap<>();

    StubSite(Path folder) throws IOException {
        this.folder = folder;
        this.programs = Files.createDirectories(folder.resolve("programs"));
        for (String program : PROGRAMS) {
            Path file = programs.resolve(program);
            Files.writeString(file, STUB);
            assertThat(file.toFile().setExecutable(true)).isTrue();
            Files.deleteIfExists(programs.resolve(program + ".told"));
        }
    }

    void variable(String name, String value) {
        environment.put(name, value);
    }

    /** Runs a script; {@return its exit status} */
    int run(String script) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("script.sh"), script);
        ProcessBuilder bash =
                new ProcessBuilder("bash", file.toString())
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("said").toFile());
        bash.environment().put("PATH", programs + ":" + System.getenv("PATH"));
        bash.environment().putAll(environment);
        Process process = bash.start();
        process.getOutputStream().close();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(script).isTrue();
        return process.exitValue();
    }

    /** {@return the arguments of each call of a launcher} */
    List<List<String>> told(String program) throws IOException {
        Path told = programs.resolve(program + ".told");
        if (!Files.exists(told)) {
            return List.of();
        }
        return Arrays.stream(Files.readString(told).split("\n\0"))
                .map(call -> List.of(call.split("\0")))
                .toList();
    }
}

package org.beamlet.conformance.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/** Where the suite has installed the SDK and the endpoint. */
final class Peer {
    private Peer() {}

    private static Path conformance() {
        return Path.of(Objects.requireNonNull(System.getProperty("beamlet.conformance")));
    }

    /** {@return a program of the virtual environment} */
    static Path program(String name) {
        Path program = bin().resolve(name);
        assertThat(program).as("made by: conformance/run endpoint").exists();
        return program;
    }

    static Path bin() {
        return conformance().resolve("target/venv-endpoint/bin");
    }

    static Path clientScript() {
        return conformance().resolve("peers/endpoint_client.py");
    }

    /** {@return the files of a manager endpoint's configuration} */
    static Path managerFolder() {
        return conformance().resolve("peers/manager");
    }

    /** {@return the process, with the programs of the environment before all others} */
    static Process start(ProcessBuilder builder, Path output) throws IOException {
        String path = bin() + ":" + builder.environment().getOrDefault("PATH", "/usr/bin:/bin");
        builder.environment().put("PATH", path);
        return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    }
}

package org.beamlet.conformance.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.beamlet.catalog.Catalog;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.http.Repeat;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.rest.FunctionRegistration;

/** Registers what is called: functions of the catalog, and those of a Python user. */
final class Functions {
    private static final String VERSION = "1.0.0";

    private Functions() {}

    /** {@return the interpreter that has the SDK, for the user and for the endpoint} */
    static Path python() {
        return conformance().resolve("target/venv-sdk/bin/python");
    }

    private static Path conformance() {
        return Path.of(Objects.requireNonNull(System.getProperty("beamlet.conformance")));
    }

    static Map<Kind, FunctionId> register(BeamletClient client)
            throws IOException, InterruptedException {
        Map<Kind, FunctionId> ids = new EnumMap<>(Kind.class);
        catalog(client, ids, "diagnostics.noop", Kind.ECHO, Kind.LARGE_ARGUMENT);
        catalog(client, ids, "diagnostics.sleep", Kind.SLEEP, Kind.CANCELLED);
        catalog(client, ids, "diagnostics.append", Kind.APPEND, Kind.JAVA_ERROR);
        JsonNode written = written();
        python(client, ids, written, "note", Kind.PYTHON_NOTE);
        python(client, ids, written, "work", Kind.PYTHON_WORK);
        python(client, ids, written, "fails", Kind.PYTHON_ERROR);
        python(client, ids, written, "large", Kind.PYTHON_LARGE);
        python(client, ids, written, "command", Kind.COMMAND);
        return ids;
    }

    private static void catalog(
            BeamletClient client, Map<Kind, FunctionId> ids, String name, Kind... kinds) {
        client.ensureRegistered(Catalog.load().find(name, VERSION).orElseThrow());
        for (Kind kind : kinds) {
            ids.put(kind, CatalogFunctionId.of(name, VERSION));
        }
    }

    private static void python(
            BeamletClient client,
            Map<Kind, FunctionId> ids,
            JsonNode written,
            String name,
            Kind kind) {
        JsonNode one = written.path(name);
        ObjectNode meta = Json.NODES.objectNode();
        meta.put("python_version", one.path("python_version").asText());
        meta.put("idempotent", kind.idempotent());
        FunctionRegistration registration =
                new FunctionRegistration(name, one.path("code").asText(), null, false, null, meta);
        ids.put(kind, client.register(registration, Repeat.SAFE));
    }

    /** {@return the functions as the published SDK writes them down} */
    private static JsonNode written() throws IOException, InterruptedException {
        Path script = conformance().resolve("peers/sdk/chaos_functions.py");
        Path errors = Files.createTempFile("chaos", ".err");
        try {
            Process process =
                    new ProcessBuilder(python().toString(), "-B", script.toString())
                            .redirectError(errors.toFile())
                            .start();
            try (InputStream out = process.getInputStream()) {
                String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
                if (process.waitFor() != 0) {
                    throw new AssertionError(Files.readString(errors));
                }
                return Json.read(said);
            }
        } finally {
            Files.delete(errors);
        }
    }
}

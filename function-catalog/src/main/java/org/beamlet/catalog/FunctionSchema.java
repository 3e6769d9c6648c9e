package org.beamlet.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;

/** Reads a function's argument schema from the file that lies beside its class. */
public final class FunctionSchema {
    private FunctionSchema() {}

    public static JsonNode beside(Class<? extends CatalogFunction> function, String file) {
        try (InputStream in = function.getResourceAsStream(file)) {
            if (in == null) {
                throw new BeamletException(
                        ErrorCode.INSTALLATION_INCOMPLETE,
                        "%s has no schema %s".formatted(function.getName(), file),
                        "install Beamlet again");
            }
            return Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

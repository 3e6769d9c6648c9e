package org.beamlet.client.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.beamlet.client.terminal.Ink;
import org.beamlet.client.terminal.TextTable;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.payload.UserFunction;

/**
 * A Java function of somebody's, as a person reads it.
 *
 * @param metadata what its registration told of arguments and result; not to be relied on
 */
record OwnFunctionView(UserFunction function, JsonNode metadata) {

    /** {@return the view, if a document of the service is of such a function} */
    static Optional<OwnFunctionView> of(JsonNode document) {
        try {
            return UserFunction.parse(Payloads.first(document.path("function_code").asText("")))
                    .map(function -> new OwnFunctionView(function, metadata(document)));
        } catch (BeamletException _) {
            // Some other language's code, in a form that is not read here.
            return Optional.empty();
        }
    }

    private static JsonNode metadata(JsonNode document) {
        return document.has("metadata") ? document.path("metadata") : document.path("meta");
    }

    List<String> lines(FunctionId id, Ink ink) {
        TextTable about = TextTable.bare().row("id", id.toString());
        switch (function) {
            case UserFunction.Jar jar -> about.row("JAR", jar.sha256());
            case UserFunction.Source source -> about.row("source", source.file());
        }
        about.row("method", function.entry().toString());
        if (metadata.has("returns")) {
            about.row("returns", metadata.path("returns").asText());
        }
        List<String> lines = new ArrayList<>(about.lines(ink));
        if (!metadata.path("arguments").isEmpty()) {
            TextTable arguments = TextTable.headed("ARGUMENT", "TYPE");
            metadata.path("arguments")
                    .properties()
                    .forEach(one -> arguments.row(one.getKey(), one.getValue().asText()));
            lines.add("");
            lines.addAll(arguments.lines(ink));
        }
        return lines;
    }
}

package org.beamlet.client.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.beamlet.catalog.Catalog;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.FunctionSummary;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.UuidText;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.text.NearestWord;

/** Finds a function by name, name and version, or id: here first, then at the service. */
final class FunctionLookup {
    private final Catalog catalog;

    FunctionLookup(Catalog catalog) {
        this.catalog = catalog;
    }

    /** Looks in the catalog of this installation only. */
    Optional<CatalogFunction> here(String word) {
        if (UuidText.isUuid(word)) {
            return catalog.find(FunctionId.parse(word));
        }
        int at = word.indexOf('@');
        return at < 0
                ? catalog.find(word)
                : catalog.find(word.substring(0, at), word.substring(at + 1));
    }

    /** Looks here, then at the service. */
    FunctionChoice anywhere(String word, BeamletClient client) {
        Optional<FunctionChoice> here = here(word).map(FunctionChoice::of);
        if (here.isPresent()) {
            return here.get();
        }
        return UuidText.isUuid(word)
                ? byId(FunctionId.parse(word), client)
                : byName(word, client).orElseThrow(() -> unknown(word));
    }

    private static FunctionChoice byId(FunctionId id, BeamletClient client) {
        JsonNode document = client.function(id);
        String name = document.path("function_name").asText(id.toString());
        Optional<FunctionCode> code = code(document.path("function_code").asText(""));
        return new FunctionChoice(
                id,
                code.map(FunctionCode::name).orElse(name),
                code.map(FunctionCode::version).orElse(""),
                Optional.empty());
    }

    private static Optional<FunctionCode> code(String packed) {
        try {
            return Payloads.unpack(packed).stream().findFirst().flatMap(FunctionCode::parse);
        } catch (BeamletException _) {
            // Some other language's code, in a form that is not read here.
            return Optional.empty();
        }
    }

    private static Optional<FunctionChoice> byName(String word, BeamletClient client) {
        int at = word.indexOf('@');
        String name = at < 0 ? word : word.substring(0, at);
        String version = at < 0 ? "" : word.substring(at + 1);
        List<FunctionSummary> found =
                named(name, client).stream()
                        .filter(one -> name.equals(one.name()))
                        .filter(one -> at < 0 || version.equals(one.version()))
                        .toList();
        if (found.size() > 1) {
            List<String> all =
                    found.stream().map(one -> one.uuid() + " (" + one.version() + ")").toList();
            throw new BeamletException(
                    ErrorCode.USAGE,
                    "'%s' names %d functions".formatted(word, found.size()),
                    "give one by its id: " + String.join(", ", all));
        }
        return found.stream()
                .findFirst()
                .map(one ->
                        new FunctionChoice(
                                one.id(),
                                one.shownName(),
                                one.version() == null ? "" : one.version(),
                                Optional.empty()));
    }

    /** Services other than Beamlet's know functions by their ids only. */
    private static List<FunctionSummary> named(String name, BeamletClient client) {
        try {
            return client.functions(name);
        } catch (BeamletException e) {
            if (e.code() == ErrorCode.ROUTE_NOT_FOUND) {
                return List.of();
            }
            throw e;
        }
    }

    BeamletException unknown(String word) {
        String name = word.replaceAll("@.*", "");
        List<String> versions =
                catalog.functions().stream()
                        .filter(one -> one.name().equals(name))
                        .map(CatalogFunction::version)
                        .toList();
        List<String> names = catalog.functions().stream().map(CatalogFunction::name).toList();
        String remedy =
                versions.isEmpty()
                        ? NearestWord.to(name, names)
                                .map("did you mean %s? See `beamlet function list`"::formatted)
                                .orElse("see `beamlet function list`")
                        : "its versions are " + String.join(", ", versions);
        return new BeamletException(
                ErrorCode.FUNCTION_NOT_FOUND, "there is no function '%s'".formatted(word), remedy);
    }
}

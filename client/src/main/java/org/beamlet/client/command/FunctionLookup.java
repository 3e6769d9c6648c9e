package org.beamlet.client.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
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
import org.beamlet.protocol.version.FunctionAlias;
import org.beamlet.protocol.version.Version;

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
        FunctionAlias alias = FunctionAlias.parse(word);
        return catalog.functions().stream()
                .filter(one -> one.name().equals(alias.name()) && alias.includes(one.version()))
                .max(Comparator.comparing(FunctionLookup::version));
    }

    private static Version version(CatalogFunction function) {
        return Version.parse(function.version()).orElse(new Version(0, 0, 0, "none"));
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

    /** Services other than Beamlet's know functions by their ids only. */
    private static Optional<FunctionChoice> byName(String word, BeamletClient client) {
        try {
            FunctionSummary found = client.resolve(word);
            return Optional.of(
                    new FunctionChoice(
                            found.id(),
                            found.shownName(),
                            found.version() == null ? "" : found.version(),
                            Optional.empty(),
                            Optional.ofNullable(found.notice()).map(FunctionSummary.Notice::text)));
        } catch (BeamletException e) {
            if (e.code() == ErrorCode.ROUTE_NOT_FOUND || e.code() == ErrorCode.FUNCTION_NOT_FOUND) {
                return Optional.empty();
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

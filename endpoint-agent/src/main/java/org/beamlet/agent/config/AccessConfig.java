package org.beamlet.agent.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beamlet.agent.access.AllowedFunctions;
import org.beamlet.agent.access.ServiceAccount;
import org.beamlet.catalog.Catalog;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.catalog.VersionRange;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.UuidText;

/**
 * Who may use the endpoint, and for what.
 *
 * @param isPublic whether everybody may; empty leaves it as it was set at the service
 * @param allowed functions, if not all are
 * @param projects for which the endpoint's account works, where it works for several
 */
public record AccessConfig(
        Optional<Boolean> isPublic,
        Optional<AllowedFunctions> allowed,
        Optional<List<ServiceAccount.Project>> projects) {
    private static final Pattern PINNED = Pattern.compile("([^@]*)@(?:sha256:)?([0-9a-fA-F]{64})");

    static AccessConfig read(Section top) {
        return new AccessConfig(
                top.has("public") ? Optional.of(top.flag("public", false)) : Optional.empty(),
                top.texts("allowed_functions").map(texts -> functions(top, texts)),
                Optional.empty());
    }

    /** Of an endpoint that runs tasks itself, whose account may be one for several projects. */
    static AccessConfig ofAgent(Section top) {
        AccessConfig usual = read(top);
        return new AccessConfig(usual.isPublic, usual.allowed, ProjectReader.read(top));
    }

    private static AllowedFunctions functions(Section top, List<String> texts) {
        Map<FunctionId, String> pins = new LinkedHashMap<>();
        for (String text : texts) {
            Matcher pinned = PINNED.matcher(text);
            String id = pinned.matches() ? pinned.group(1) : text;
            String pin = pinned.matches() ? pinned.group(2).toLowerCase(Locale.ROOT) : "";
            Optional<VersionRange> range = VersionRange.parse(text);
            if (range.isPresent()) {
                installed(top, text, range.get()).forEach(one -> pins.putIfAbsent(one, ""));
            } else if (!UuidText.isUuid(id)) {
                top.fault(
                        "allowed_functions",
                        "holds '%s'; give function UUIDs, pinned as UUID@SHA-256 or not, or versions of an installed function, such as xpcs.correlate@^1"
                                .formatted(text));
            } else if (pins.put(FunctionId.parse(id), pin) != null) {
                top.fault("allowed_functions", "holds %s twice; keep one".formatted(id));
            }
        }
        return new AllowedFunctions(pins);
    }

    private static List<FunctionId> installed(Section top, String text, VersionRange range) {
        List<FunctionId> found =
                Catalog.load().functions().stream()
                        .filter(range::holds)
                        .map(CatalogFunction::id)
                        .toList();
        if (found.isEmpty()) {
            top.fault(
                    "allowed_functions",
                    "holds '%s', and no function of this installation is one; see `beamlet function list`"
                            .formatted(text));
        }
        return found;
    }
}

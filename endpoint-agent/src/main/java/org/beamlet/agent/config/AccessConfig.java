package org.beamlet.agent.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beamlet.agent.access.AllowedFunctions;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.UuidText;

/**
 * Who may use the endpoint, and for what.
 *
 * @param isPublic whether everybody may; empty leaves it as it was set at the service
 * @param allowed functions, if not all are
 */
public record AccessConfig(Optional<Boolean> isPublic, Optional<AllowedFunctions> allowed) {
    private static final Pattern PINNED = Pattern.compile("([^@]*)@(?:sha256:)?([0-9a-fA-F]{64})");

    static AccessConfig read(Section top) {
        return new AccessConfig(
                top.has("public") ? Optional.of(top.flag("public", false)) : Optional.empty(),
                top.texts("allowed_functions").map(texts -> functions(top, texts)));
    }

    private static AllowedFunctions functions(Section top, List<String> texts) {
        Map<FunctionId, String> pins = new LinkedHashMap<>();
        for (String text : texts) {
            Matcher pinned = PINNED.matcher(text);
            String id = pinned.matches() ? pinned.group(1) : text;
            String pin = pinned.matches() ? pinned.group(2).toLowerCase(Locale.ROOT) : "";
            if (!UuidText.isUuid(id)) {
                top.fault(
                        "allowed_functions",
                        "holds '%s'; give function UUIDs, pinned as UUID@SHA-256 or not"
                                .formatted(text));
            } else if (pins.put(FunctionId.parse(id), pin) != null) {
                top.fault("allowed_functions", "holds %s twice; keep one".formatted(id));
            }
        }
        return new AllowedFunctions(pins);
    }
}

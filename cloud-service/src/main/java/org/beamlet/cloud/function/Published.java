package org.beamlet.cloud.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.regex.Pattern;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.task.TaskTerms;
import org.jspecify.annotations.Nullable;

/**
 * What a registration's metadata says of the publication of a function.
 *
 * @param publisher null where nobody answers for it but its owner
 * @param content SHA-256 of what it is made of
 * @param bundle the archive in which the service has it
 */
record Published(
        @Nullable String publisher, @Nullable String content, TaskTerms.@Nullable Bundle bundle) {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    /** Reads what this service has let in. */
    static Published of(@Nullable JsonNode meta) {
        JsonNode known = meta == null ? MissingNode.getInstance() : meta;
        TaskTerms.Bundle bundle =
                known.path("bundle").isObject()
                        ? Json.convert(known.path("bundle"), TaskTerms.Bundle.class)
                        : null;
        return new Published(
                known.path("publisher").textValue(),
                known.path("content").textValue(),
                bundle != null && bundle.sound() ? bundle : null);
    }

    /** Reads what somebody sent. */
    static Published sent(@Nullable JsonNode meta) {
        Published sent = of(meta);
        String content = sent.content;
        if (content != null && !HEX.matcher(content).matches()) {
            throw invalid("content '%s' is no SHA-256".formatted(content));
        }
        if (meta != null && meta.has("bundle") && sent.bundle == null) {
            throw invalid("'bundle' names no archive");
        }
        String publisher = sent.publisher;
        if (publisher != null && !CatalogFunctionId.isPublisher(publisher)) {
            throw invalid("'%s' cannot be a publisher".formatted(publisher));
        }
        return sent;
    }

    /** {@return the same of another publisher} */
    Published by(String other) {
        return new Published(other, content, bundle);
    }

    /** {@return what counts of code that is sent whole: its text is its content} */
    Published ofCode() {
        return new Published(publisher, null, null);
    }

    /** {@return the id that publisher, name and version fix, or a new one} */
    FunctionId id(String name, @Nullable String version) {
        if (publisher == null) {
            return FunctionId.random();
        }
        if (version == null) {
            throw invalid("function '%s' is to be published without a version".formatted(name));
        }
        return CatalogFunctionId.of(publisher, name, version);
    }

    private static BeamletException invalid(String what) {
        return new BeamletException(
                ErrorCode.SEMANTICALLY_INVALID,
                what,
                "register with `beamlet function register`, which fills these in");
    }
}

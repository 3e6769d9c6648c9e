package org.beamlet.cloud.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.beamlet.cloud.store.StorableText;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.UuidText;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.payload.Serialized;
import org.beamlet.protocol.payload.UserFunction;
import org.beamlet.protocol.rest.FunctionRegistration;
import org.beamlet.protocol.task.TaskTerms;
import org.beamlet.protocol.version.Version;
import org.jspecify.annotations.Nullable;

/** A registration that was found to be in order. */
record NewFunction(
        FunctionId id,
        String name,
        @Nullable String version,
        @Nullable String description,
        String code,
        @Nullable String metadata,
        boolean isPublic,
        @Nullable UUID group,
        @Nullable String artifact,
        boolean fromCatalog,
        Published published) {
    private static final int LONGEST_NAME = 500;

    /** Half of what a submission may weigh: code travels with every task. */
    private static final int LARGEST_CODE = 5 * 1024 * 1024;

    static NewFunction of(FunctionRegistration registration) {
        String code = registration.functionCode();
        String name = registration.functionName();
        if (code == null) {
            throw missing("function_code");
        }
        if (name == null || name.isBlank()) {
            throw missing("function_name");
        }
        requireSizes(name, code);
        StorableText.require("function_name", name);
        StorableText.require("function_code", code);
        String packed = packed(registration, name, code);
        return of(registration, name, packed, catalogCode(packed));
    }

    /** Source that comes as it is gets the frame that the SDK puts around source otherwise. */
    private static String packed(FunctionRegistration registration, String name, String code) {
        return Boolean.FALSE.equals(registration.serialized())
                ? Payloads.pack(new Serialized(Serialized.SOURCE, name + ":" + code).text())
                : code;
    }

    private static NewFunction of(
            FunctionRegistration registration,
            String name,
            String code,
            Optional<FunctionCode> catalog) {
        JsonNode meta = registration.meta();
        String metadata = metadata(meta);
        String description = registration.description();
        if (description != null) {
            StorableText.require("description", description);
        }
        Published sent = Published.sent(meta);
        String known = catalog.map(FunctionCode::name).orElse(name);
        String version = catalog.map(FunctionCode::version).orElseGet(() -> ownVersion(meta));
        Published published =
                catalog.isPresent() ? sent.by(CatalogFunctionId.BEAMLET) : sent.ofCode();
        boolean ofBeamlet = CatalogFunctionId.BEAMLET.equals(published.publisher());
        return new NewFunction(
                published.id(known, version),
                known,
                version,
                description,
                code,
                metadata,
                ofBeamlet || Boolean.TRUE.equals(registration.isPublic()),
                ofBeamlet ? null : group(registration.group()),
                artifact(code, published),
                catalog.isPresent(),
                published);
    }

    /** The object that a user's Java function is made of, which must be here and stay. */
    private static @Nullable String artifact(String code, Published published) {
        TaskTerms.Bundle bundle = published.bundle();
        if (bundle != null) {
            return bundle.sha256();
        }
        return UserFunction.parse(Payloads.first(code)).orElse(null) instanceof UserFunction.Jar jar
                ? jar.sha256()
                : null;
    }

    private static @Nullable UUID group(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        if (!UuidText.isUuid(text)) {
            throw new BeamletException(
                    ErrorCode.INVALID_UUID,
                    "group '%s' is not a UUID".formatted(text),
                    "use an id of `beamlet group list`");
        }
        return UUID.fromString(text);
    }

    /** Code that is not of the catalog may be given a version in its metadata. */
    private static @Nullable String ownVersion(@Nullable JsonNode meta) {
        JsonNode version = meta == null ? MissingNode.getInstance() : meta.path("version");
        return version.isTextual() && Version.parse(version.asText()).isPresent()
                ? version.asText()
                : null;
    }

    private static @Nullable String metadata(@Nullable JsonNode meta) {
        if (meta == null || meta.isNull()) {
            return null;
        }
        if (!meta.isObject()) {
            throw new BeamletException(
                    ErrorCode.REQUEST_MALFORMED,
                    "'meta' is not an object",
                    "send {\"python_version\", \"sdk_version\"}, or leave it out");
        }
        String text = meta.toString();
        StorableText.require("meta", text);
        return text;
    }

    private static void requireSizes(String name, String code) {
        if (name.length() > LONGEST_NAME) {
            throw new BeamletException(
                    ErrorCode.SEMANTICALLY_INVALID,
                    "function_name has %d characters".formatted(name.length()),
                    "use at most " + LONGEST_NAME);
        }
        if (code.length() > LARGEST_CODE) {
            throw new BeamletException(
                    ErrorCode.FUNCTION_TOO_LARGE,
                    "function_code has %d characters".formatted(code.length()),
                    "keep it below %d and pass data as arguments".formatted(LARGEST_CODE));
        }
    }

    private static Optional<FunctionCode> catalogCode(String code) {
        List<String> buffers = Payloads.unpack(code);
        if (buffers.size() != 1) {
            throw new BeamletException(
                    ErrorCode.PAYLOAD_INVALID,
                    "function_code packs %d buffers, not 1".formatted(buffers.size()),
                    "register functions with the SDK or with BeamletClient");
        }
        Serialized.parse(buffers.getFirst());
        return FunctionCode.parse(buffers.getFirst());
    }

    private static BeamletException missing(String key) {
        return new BeamletException(
                ErrorCode.REQUEST_KEY_ERROR,
                "'%s' is missing".formatted(key),
                "send function_name and function_code");
    }
}

package org.beamlet.agent.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaException;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Set;
import java.util.stream.Collectors;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/** What users may fill in, as a JSON schema says it. */
public final class UserSchema {
    private final JsonSchema schema;
    private final String name;

    private UserSchema(JsonSchema schema, String name) {
        this.schema = schema;
        this.name = name;
    }

    /** Reads the schema of a file. */
    public static UserSchema read(Path file) {
        return parse(ConfigReader.text(file), file.toString());
    }

    /** Reads a schema; {@code name} is how faults call it. */
    public static UserSchema parse(String text, String name) {
        UserTemplate.bounded(text, name);
        try {
            JsonNode json = Json.read(text);
            String elsewhere = elsewhere(json);
            if (elsewhere != null) {
                throw faulty(name, "refers to '%s', which is not in it".formatted(elsewhere), null);
            }
            VersionFlag version =
                    VersionFlag.fromId(json.path("$schema").asText("")).orElse(VersionFlag.V202012);
            JsonSchema schema = JsonSchemaFactory.getInstance(version).getSchema(json);
            schema.initializeValidators();
            return new UserSchema(schema, name);
        } catch (JsonSchemaException e) {
            throw faulty(name, "is no JSON schema: %s".formatted(e.getMessage()), e);
        }
    }

    /**
     * Checks what a user filled in.
     *
     * @throws BeamletException with code CONFIG_INVALID, naming all that is wrong
     */
    public void check(UserOptions options) {
        Set<ValidationMessage> faults = schema.validate(options.json());
        if (!faults.isEmpty()) {
            String all =
                    faults.stream()
                            .map(ValidationMessage::getMessage)
                            .map(text -> text.replaceFirst("^\\$[.]?", ""))
                            .sorted()
                            .collect(Collectors.joining("; "));
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "user_endpoint_config is not what %s asks for: %s".formatted(name, all),
                    "change what is submitted");
        }
    }

    /** A schema is read by the endpoint's rights: it must not make the endpoint read more. */
    private static @Nullable String elsewhere(JsonNode node) {
        for (String key : Set.of("$ref", "$dynamicRef")) {
            JsonNode reference = node.path(key);
            if (reference.isTextual() && !reference.textValue().startsWith("#")) {
                return reference.textValue();
            }
        }
        JsonNode meta = node.path("$schema");
        if (meta.isTextual() && VersionFlag.fromId(meta.textValue()).isEmpty()) {
            return meta.textValue();
        }
        Iterator<JsonNode> children = node.elements();
        while (children.hasNext()) {
            String found = elsewhere(children.next());
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static BeamletException faulty(
            String name, String what, @Nullable JsonSchemaException cause) {
        return new BeamletException(
                ErrorCode.CONFIG_INVALID,
                "%s %s".formatted(name, what),
                "mend the schema, or remove the file",
                cause);
    }
}

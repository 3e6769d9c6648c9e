package org.beamlet.cloud.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import org.beamlet.cloud.endpoint.RegisteredEndpoint;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/** What is shown of an endpoint; its configuration to its owner alone, for it may hold secrets. */
record EndpointView(
        @JsonProperty("uuid") String uuid,
        @JsonProperty("name") String name,
        @JsonProperty("display_name") @Nullable String displayName,
        @JsonProperty("multi_user") boolean multiUser,
        @JsonProperty("public") boolean isPublic,
        @JsonProperty("endpoint_config") String endpointConfig,
        @JsonProperty("user_config_template") String userConfigTemplate,
        @JsonProperty("user_config_schema") JsonNode userConfigSchema,
        @JsonProperty("description") String description,
        @JsonProperty("hostname") String hostname,
        @JsonProperty("local_user") String localUser,
        @JsonProperty("ip_address") @Nullable String ipAddress,
        @JsonProperty("endpoint_version") String endpointVersion,
        @JsonProperty("sdk_version") String sdkVersion,
        @JsonProperty("subscription_uuid") @Nullable String subscription,
        @JsonProperty("owner") String owner) {

    static EndpointView of(RegisteredEndpoint endpoint, boolean toOwner) {
        String text = endpoint.metadata();
        JsonNode metadata = text == null ? MissingNode.getInstance() : Json.read(text);
        JsonNode schema = metadata.path("user_config_schema");
        return new EndpointView(
                endpoint.id().toString(),
                endpoint.name(),
                endpoint.displayName(),
                endpoint.multiUser(),
                endpoint.isPublic(),
                toOwner ? metadata.path("endpoint_config").asText("") : "",
                toOwner ? metadata.path("user_config_template").asText("") : "",
                schema.isObject() ? schema : Json.NODES.objectNode(),
                metadata.path("description").asText(""),
                metadata.path("hostname").asText(""),
                metadata.path("local_user").asText(""),
                null,
                metadata.path("endpoint_version").asText(""),
                metadata.path("sdk_version").asText(""),
                null,
                endpoint.ownerId().toString());
    }
}

package org.beamlet.cloud.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;
import org.beamlet.cloud.function.Notice;
import org.beamlet.cloud.function.RegisteredFunction;
import org.jspecify.annotations.Nullable;

/** What is shown of a function, without its code. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record FunctionView(
        @JsonProperty("function_uuid") String functionUuid,
        @JsonProperty("function_name") String functionName,
        @JsonProperty("version") @Nullable String version,
        @JsonProperty("description") @Nullable String description,
        @JsonProperty("owner") String owner,
        @JsonProperty("public") boolean isPublic,
        @JsonProperty("group") @Nullable String group,
        @JsonProperty("notice") @Nullable NoticeView notice) {

    /** Present where the version is deprecated or revoked. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record NoticeView(
            @JsonProperty("status") String status,
            @JsonProperty("reason") String reason,
            @JsonProperty("successor") @Nullable String successor,
            @JsonProperty("by") String by,
            @JsonProperty("at") String at) {}

    static FunctionView of(RegisteredFunction function, @Nullable Notice notice) {
        UUID group = function.group();
        return new FunctionView(
                function.id().toString(),
                function.name(),
                function.version(),
                function.description(),
                function.ownerId().toString(),
                function.isPublic(),
                group == null ? null : group.toString(),
                notice == null
                        ? null
                        : new NoticeView(
                                notice.revoked() ? "revoked" : "deprecated",
                                notice.reason(),
                                notice.successor(),
                                notice.by(),
                                Instant.ofEpochMilli(notice.atMs()).toString()));
    }
}

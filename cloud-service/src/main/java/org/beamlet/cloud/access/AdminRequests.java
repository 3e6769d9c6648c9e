package org.beamlet.cloud.access;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** What operators send. Durations are seconds. */
public final class AdminRequests {
    private AdminRequests() {}

    /** A token to make. */
    public record Token(
            @JsonProperty("user") @Nullable String user,
            @JsonProperty("expires_in") @Nullable Long expiresIn,
            @JsonProperty("label") @Nullable String label,
            @JsonProperty("operator") @Nullable Boolean operator) {}

    /** What is to change about a user; null leaves it. */
    public record UserChange(
            @JsonProperty("operator") @Nullable Boolean operator,
            @JsonProperty("disabled") @Nullable Boolean disabled) {}

    /** Limits of a user's own; null goes back to the service's. */
    public record Quota(
            @JsonProperty("tasks") @Nullable Long tasks,
            @JsonProperty("functions") @Nullable Long functions,
            @JsonProperty("submit_bytes_per_day") @Nullable Long submitBytes) {}

    /** A service client to make. */
    public record Client(
            @JsonProperty("name") @Nullable String name,
            @JsonProperty("expires_in") @Nullable Long expiresIn,
            @JsonProperty("token_lifetime") @Nullable Long tokenLifetime) {}
}

package org.beamlet.protocol.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.beamlet.protocol.error.BeamletException;

/** The error body: readable by today's SDK ({@code code}, {@code message}) and by older ones. */
public record ErrorBody(
        @JsonProperty("status") String status,
        @JsonProperty("code") String code,
        @JsonProperty("reason") String reason,
        @JsonProperty("message") String message,
        @JsonProperty("error_args") List<String> errorArgs,
        @JsonProperty("http_status_code") int httpStatusCode,
        @JsonProperty("request_id") String requestId) {

    public static ErrorBody of(BeamletException error, String requestId) {
        String text = String.valueOf(error.getMessage());
        return new ErrorBody(
                "Failed",
                error.code().name(),
                text,
                text,
                List.of(),
                error.code().httpStatus(),
                requestId);
    }
}

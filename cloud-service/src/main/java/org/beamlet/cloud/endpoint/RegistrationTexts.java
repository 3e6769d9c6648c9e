package org.beamlet.cloud.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.beamlet.cloud.store.StorableText;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.rest.EndpointRegistration;
import org.jspecify.annotations.Nullable;

/** Refuses what an endpoint says of itself where it cannot be kept. */
final class RegistrationTexts {
    private static final int LONGEST_NAME = 500;
    private static final int LARGEST_METADATA = 1024 * 1024;

    private RegistrationTexts() {}

    static void require(EndpointRegistration registration) {
        String display = registration.displayName();
        if (display != null) {
            requireLength("display_name", display, LONGEST_NAME);
            StorableText.require("display_name", display);
        }
        JsonNode metadata = registration.metadata();
        if (metadata != null && !metadata.isNull()) {
            if (!metadata.isObject()) {
                throw malformed("'metadata' is not an object");
            }
            String text = metadata.toString();
            requireLength("metadata", text, LARGEST_METADATA);
            StorableText.require("metadata", text);
        }
        requireNoNulls(registration.allowedFunctions());
    }

    private static void requireNoNulls(@Nullable List<String> allowed) {
        if (allowed == null) {
            return;
        }
        // JSON may hold nulls where the types say there are none.
        for (@Nullable String function : allowed) {
            if (function == null) {
                throw malformed("'allowed_functions' holds null");
            }
        }
    }

    private static void requireLength(String name, String text, int longest) {
        if (text.length() > longest) {
            throw new BeamletException(
                    ErrorCode.SEMANTICALLY_INVALID,
                    "%s has %d characters".formatted(name, text.length()),
                    "use at most " + longest);
        }
    }

    private static BeamletException malformed(String what) {
        return new BeamletException(
                ErrorCode.REQUEST_MALFORMED, what, "send what the SDK or Beamlet's agent sends");
    }
}

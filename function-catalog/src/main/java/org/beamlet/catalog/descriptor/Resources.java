package org.beamlet.catalog.descriptor;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a call takes.
 *
 * @param cores that it can use
 * @param memoryMb megabytes that it needs besides a worker's own, for the sizes in the text of its
 *     page
 * @param gpu whether it uses an accelerator
 */
public record Resources(
        @JsonProperty("cores") int cores,
        @JsonProperty("memory_mb") int memoryMb,
        @JsonProperty("gpu") Gpu gpu,
        @JsonProperty("typical_time") TypicalTime typicalTime) {
    /** What functions need that say nothing. */
    public static final Resources SMALL = new Resources(1, 64, Gpu.NONE, TypicalTime.UNKNOWN);

    /** Whether a function uses an accelerator. */
    public enum Gpu {
        @JsonProperty("none")
        NONE,
        @JsonProperty("optional")
        OPTIONAL,
        @JsonProperty("required")
        REQUIRED;

        /** {@return the word for it in files} */
        public String word() {
            return switch (this) {
                case NONE -> "none";
                case OPTIONAL -> "optional";
                case REQUIRED -> "required";
            };
        }
    }
}

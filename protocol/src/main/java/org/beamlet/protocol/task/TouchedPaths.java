package org.beamlet.protocol.task;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which paths the arguments of a call name, for whoever keeps account: at most so many, and none at
 * any length.
 *
 * @param leftOut how many there are besides; what was refused is never among those
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record TouchedPaths(
        @JsonProperty("list") List<One> list, @JsonProperty("left_out") int leftOut) {
    public static final int MOST = 100;

    public static final TouchedPaths NONE = new TouchedPaths(List.of(), 0);

    private static final int LONGEST = 1000;

    public TouchedPaths {
        // From a process that says nothing, too.
        list = list == null ? List.of() : List.copyOf(list.subList(0, Math.min(MOST, list.size())));
    }

    /**
     * A path.
     *
     * @param argument of which it is the value, or part of it
     * @param given as it came
     * @param resolved without links, where it was looked at
     * @param refused whether the call was not made because of it
     */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    public record One(
            @JsonProperty("argument") String argument,
            @JsonProperty("given") String given,
            @JsonProperty("resolved") @Nullable String resolved,
            @JsonProperty("refused") boolean refused) {
        public One {
            argument = cut(argument == null ? "" : argument);
            given = cut(given == null ? "" : given);
            resolved = resolved == null ? null : cut(resolved);
        }

        private static String cut(String text) {
            return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
        }
    }

    /** {@return whether there are none} */
    public boolean none() {
        return list.isEmpty() && leftOut == 0;
    }

    /** {@return whether the call was not made because of one} */
    public boolean refused() {
        return list.stream().anyMatch(One::refused);
    }
}

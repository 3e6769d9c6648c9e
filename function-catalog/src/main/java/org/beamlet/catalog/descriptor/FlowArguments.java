package org.beamlet.catalog.descriptor;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.beamlet.catalog.CatalogFunction;

/**
 * How a function is called by a flow that sends its whole input.
 *
 * @param in keys of the flow's input, of which one holds an object with this function's arguments;
 *     that key is what tells such a call from a direct one
 * @param renamed names in that object, and which argument each is
 * @param passedOver names in that object that other implementations know and this one does not need
 */
public record FlowArguments(
        @JsonProperty("arguments_in") List<String> in,
        @JsonProperty("renamed") Map<String, String> renamed,
        @JsonProperty("passed_over") List<String> passedOver) {

    public FlowArguments {
        in = List.copyOf(in);
        renamed = InOrder.copy(renamed);
        passedOver = List.copyOf(passedOver);
    }

    /** Under the function's own name, with underscores in place of its dots. */
    static FlowArguments named(CatalogFunction function) {
        return new FlowArguments(
                List.of(function.name().replaceAll("\\W", "_")), Map.of(), List.of());
    }
}

package org.beamlet.catalog.descriptor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.id.FunctionId;

/**
 * All that can be known of a function without running it.
 *
 * @param publisher who answers for it
 * @param version semantic: same version, same results
 * @param summary one sentence for lists
 * @param documentation Markdown, for its page
 * @param arguments JSON Schema (2020-12) of the keyword arguments
 * @param result JSON Schema of what it returns, provenance included
 * @param example arguments that satisfy the schema; paths are those of no machine
 * @param idempotent whether a task lost with its worker may simply run again
 */
public record FunctionDescriptor(
        String publisher,
        String name,
        String version,
        String summary,
        String documentation,
        JsonNode arguments,
        JsonNode result,
        JsonNode example,
        Resources resources,
        Implementation implementation,
        FlowArguments flow,
        Optional<Deprecation> deprecation,
        boolean idempotent) {

    public FunctionId id() {
        return CatalogFunctionId.of(publisher, name, version);
    }

    /** {@return name and version as people write them} */
    public String shownName() {
        return name + "@" + version;
    }

    /** {@return the descriptor as it is published with a service} */
    public ObjectNode json() {
        return DescriptorJson.of(this);
    }

    /**
     * What runs.
     *
     * @param entry a class, or the name of a file's function
     */
    public record Implementation(Kind kind, String entry) {
        /** The language of an implementation. */
        public enum Kind {
            JAVA,
            PYTHON,
            SHELL;

            /** {@return the word for it in files} */
            public String word() {
                return switch (this) {
                    case JAVA -> "java";
                    case PYTHON -> "python";
                    case SHELL -> "shell";
                };
            }
        }
    }
}

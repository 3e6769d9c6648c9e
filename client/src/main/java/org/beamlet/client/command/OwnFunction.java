package org.beamlet.client.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Optional;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.JavaFunctions;
import org.beamlet.client.http.Repeat;
import org.beamlet.client.project.PythonSource;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.rest.FunctionRegistration;
import org.beamlet.worker.userfunction.Inspection;

/** A function of the user's, found to be in order and ready to be registered. */
sealed interface OwnFunction {
    JavaFunctions.Label label();

    /**
     * Registers it.
     *
     * @param published under the caller's name, by an id that name and version fix
     */
    FunctionId register(BeamletClient client, boolean published);

    /** {@return how people name it} */
    default String shownName() {
        String version = label().version();
        return version == null ? label().name() : label().name() + "@" + version;
    }

    /** {@return the caller's name where the function is to be published} */
    private static Optional<String> publisher(BeamletClient client, boolean published) {
        return published ? Optional.of(client.caller().path("user").asText()) : Optional.empty();
    }

    /**
     * A method of Java.
     *
     * @param jar the file, where it is of a JAR
     */
    record OfJava(Inspection inspected, Optional<Path> jar, JavaFunctions.Label label)
            implements OwnFunction {
        @Override
        public FunctionId register(BeamletClient client, boolean published) {
            return client.javaFunctions()
                    .register(inspected, jar, label, publisher(client, published));
        }
    }

    /** A Python function, or a shell script within one. */
    record OfText(PythonSource source, String language, JavaFunctions.Label label)
            implements OwnFunction {
        @Override
        public FunctionId register(BeamletClient client, boolean published) {
            ObjectNode meta = Json.NODES.objectNode();
            meta.put("language", language).put("entry", source.entry());
            publisher(client, published).ifPresent(name -> meta.put("publisher", name));
            if (label.version() != null) {
                meta.put("version", label.version());
            }
            return client.register(
                    new FunctionRegistration(
                            label.name(), source.packed(), label.description(), false, null, meta),
                    Repeat.SAFE);
        }
    }
}

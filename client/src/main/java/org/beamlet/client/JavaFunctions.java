package org.beamlet.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.nio.file.Path;
import java.util.Optional;
import org.beamlet.client.http.Repeat;
import org.beamlet.client.http.ServiceCalls;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.payload.JavaEntry;
import org.beamlet.protocol.payload.UserFunction;
import org.beamlet.protocol.rest.FunctionRegistration;
import org.beamlet.worker.userfunction.Inspection;
import org.jspecify.annotations.Nullable;

/**
 * Makes methods of one's own into functions: of a JAR, or of one source file that the worker
 * compiles.
 *
 * <p>The method is static, or its class has a constructor without parameters; it has a name of its
 * own in its class. Parameters and result are made of JSON: primitive types and their boxes,
 * String, BigInteger, BigDecimal, Path, enums, records, JsonNode, Object, and arrays, List, Set,
 * Collection and Map (with String keys) of these. Callers name the parameters as the source does,
 * which compilers note with {@code -parameters} or {@code -g}, or give them in order. A parameter
 * of type {@link Optional} may be left out. One of type {@link org.beamlet.catalog.Progress} or
 * {@link org.beamlet.catalog.FunctionCall} is not the caller's: through it the method says how far
 * it is. What it prints is the task's log. The method {@code run} of a {@link
 * org.beamlet.catalog.CatalogFunction} is called as the catalog's functions are, its arguments
 * checked by its schema.
 *
 * <p>The classes see the JDK, {@code org.beamlet.catalog} and Jackson, and nothing else of Beamlet;
 * everything else is in the JAR. Code and JAR never change under a function's id.
 */
public final class JavaFunctions {
    private static final int LONGEST_NAME = 200;

    private final BeamletClient client;
    private final ServiceCalls calls;

    JavaFunctions(BeamletClient client, ServiceCalls calls) {
        this.client = client;
        this.calls = calls;
    }

    /**
     * What to call a function.
     *
     * @param name for people, and for {@code beamlet run}
     * @param version null to have none
     */
    public record Label(String name, @Nullable String version, @Nullable String description) {
        public Label {
            if (name.isBlank() || name.length() > LONGEST_NAME || name.contains("@")) {
                throw new BeamletException(
                        ErrorCode.USAGE,
                        "'%s' cannot be a function's name".formatted(name),
                        "use a few words without @, such as lab.peaks");
            }
        }

        /** The name that a method has by itself. */
        public static Label of(JavaEntry entry) {
            return new Label(entry.shortName(), null, null);
        }
    }

    /**
     * Registers a method of a JAR. The JAR is sent first, under its SHA-256.
     *
     * @param entry such as {@code org.lab.Peaks#find}
     * @throws BeamletException where JAR or method will not do, before anything is sent
     */
    public FunctionId registerJar(Path jar, String entry) {
        Inspection function = Inspection.ofJar(jar, JavaEntry.parse(entry));
        return register(function, Optional.of(jar), Label.of(function.function().entry()));
    }

    /**
     * Registers a method of a source file.
     *
     * @throws BeamletException where the file does not compile, or the method will not do
     */
    public FunctionId registerSource(Path file, String entry) {
        Inspection function = Inspection.ofSource(file, Optional.of(JavaEntry.parse(entry)));
        return register(function, Optional.empty(), Label.of(function.function().entry()));
    }

    /**
     * Registers what was looked at.
     *
     * @param jar the file, where the function is of a JAR
     */
    public FunctionId register(Inspection inspected, Optional<Path> jar, Label label) {
        return register(inspected, jar, label, Optional.empty());
    }

    /**
     * Registers what was looked at, under the id that publisher, name and version fix.
     *
     * @param jar the file, where the function is of a JAR
     * @param publisher the caller's own name; empty for a new id
     * @throws BeamletException with code RESOURCE_CONFLICT where other code has that id
     */
    public FunctionId register(
            Inspection inspected, Optional<Path> jar, Label label, Optional<String> publisher) {
        if (inspected.function() instanceof UserFunction.Jar known) {
            send(known, jar.orElseThrow(() -> gone(known.entry().toString())));
        }
        return client.register(
                new FunctionRegistration(
                        label.name(),
                        inspected.function().packed(),
                        label.description(),
                        false,
                        null,
                        metadata(inspected, label, publisher)),
                Repeat.SAFE);
    }

    private void send(UserFunction.Jar function, Path jar) {
        try {
            var _ = calls.upload("/beamlet/v1/artifacts/" + function.sha256(), jar);
        } catch (FileNotFoundException e) {
            throw gone(jar.toString());
        }
    }

    private static BeamletException gone(String what) {
        return new BeamletException(
                ErrorCode.INPUT_NOT_FOUND,
                "the JAR of %s is not there".formatted(what),
                "give the path of the JAR");
    }

    /** For people who look at the function; workers read the code. */
    private static ObjectNode metadata(
            Inspection inspected, Label label, Optional<String> publisher) {
        ObjectNode meta = Json.NODES.objectNode();
        publisher.ifPresent(name -> meta.put("publisher", name));
        meta.put("language", "java");
        meta.put("entry", inspected.function().entry().toString());
        if (inspected.function() instanceof UserFunction.Jar jar) {
            meta.put("artifact", jar.sha256());
        }
        ObjectNode arguments = meta.putObject("arguments");
        inspected.arguments().forEach(arguments::put);
        meta.put("returns", inspected.result());
        if (label.version() != null) {
            meta.put("version", label.version());
        }
        return meta;
    }
}

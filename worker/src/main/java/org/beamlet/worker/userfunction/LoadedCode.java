package org.beamlet.worker.userfunction;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.beamlet.catalog.FunctionCall;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.payload.JavaEntry;
import org.beamlet.protocol.payload.UserFunction;
import org.beamlet.worker.artifact.Hashes;
import org.jspecify.annotations.Nullable;

/** Classes of a user's in a loader of their own. It closes once nobody uses it and nobody will. */
final class LoadedCode {
    private static final Logger LOG = System.getLogger(LoadedCode.class.getName());

    private final ClassLoader loader;
    private final boolean ownJackson;
    private final String from;
    private final Map<JavaEntry, BoundMethod> methods = new ConcurrentHashMap<>();

    // Guarded by this.
    private int users;
    private boolean retired;

    private LoadedCode(ClassLoader loader, boolean ownJackson, String from) {
        this.loader = loader;
        this.ownJackson = ownJackson;
        this.from = from;
    }

    static LoadedCode compiled(UserFunction.Source source) {
        return new LoadedCode(
                new MemoryLoader(SourceCompiler.compile(source), new SpiLoader(true)),
                false,
                source.file());
    }

    /** Opens a JAR whose hash somebody else has checked, or computed. */
    static LoadedCode ofJar(Path jar, String name) {
        boolean ownJackson = JarCheck.bringsJackson(jar);
        try {
            URL url = jar.toUri().toURL();
            return new LoadedCode(
                    new URLClassLoader("user-jar", new URL[] {url}, new SpiLoader(!ownJackson)),
                    ownJackson,
                    name);
        } catch (MalformedURLException e) {
            throw new BeamletException(
                    ErrorCode.INPUT_INVALID,
                    "%s is no place for a JAR".formatted(jar),
                    "use a folder with a plain name",
                    e);
        }
    }

    /** Opens the JAR of a function where it lies on this machine. */
    static LoadedCode ofJar(UserFunction.Jar function, @Nullable Path jar) {
        String name = "the JAR %s…".formatted(function.sha256().substring(0, 12));
        if (jar == null || !Files.isRegularFile(jar)) {
            throw new BeamletException(
                    ErrorCode.ARTIFACT_NOT_FOUND,
                    "%s is not on this machine".formatted(name),
                    jar == null
                            ? "run the function at an endpoint, which fetches it"
                            : "submit the task again: the node's copy has made room for others");
        }
        try {
            String actual = Hashes.of(jar);
            if (!actual.equals(function.sha256())) {
                throw new BeamletException(
                        ErrorCode.INPUT_INVALID,
                        "the file for %s has the SHA-256 %s, not %s"
                                .formatted(name, actual, function.sha256()),
                        "have the endpoint's admin delete %s, and submit the task again"
                                .formatted(jar));
            }
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.ARTIFACT_NOT_FOUND,
                    "%s cannot be read: %s".formatted(name, e.getMessage()),
                    "submit the task again",
                    e);
        }
        return ofJar(jar, name);
    }

    ClassLoader loader() {
        return loader;
    }

    /**
     * {@return the method, ready to be called}
     *
     * @throws BeamletException where it is not there or cannot be a function
     */
    BoundMethod method(JavaEntry entry) {
        BoundMethod known = methods.get(entry);
        if (known != null) {
            return known;
        }
        try {
            BoundMethod found = BoundMethod.of(loader, entry);
            methods.put(entry, found);
            return found;
        } catch (ClassNotFoundException | LinkageError e) {
            throw jacksonTwice(e)
                    ? ownJackson(entry, e)
                    : ClassFaults.explain(e, entry, from)
                            .orElseGet(() -> unusable(entry, String.valueOf(e), e));
        } catch (BeamletException e) {
            // Its own JsonNode is a type like any other, and no JSON.
            throw ownJackson && e.what().contains("JsonNode") ? ownJackson(entry, e) : e;
        }
    }

    private boolean jacksonTwice(Throwable fault) {
        return ownJackson && String.valueOf(fault.getMessage()).contains("fasterxml");
    }

    private BeamletException ownJackson(JavaEntry entry, Throwable cause) {
        return new BeamletException(
                ErrorCode.SEMANTICALLY_INVALID,
                "%s speaks of JsonNode, and %s has a Jackson of its own".formatted(entry, from),
                "leave Jackson out of the JAR (scope `provided`), or use List, Map and records",
                cause);
    }

    private BeamletException unusable(JavaEntry entry, String why, Throwable cause) {
        return new BeamletException(
                ErrorCode.INPUT_INVALID,
                "%s of %s cannot be loaded: %s".formatted(entry, from, why),
                "build it again and register that",
                cause);
    }

    /** Calls a method; what it throws is thrown, explained where it is a fault of classes. */
    JsonNode call(JavaEntry entry, CallArguments arguments, FunctionCall context) throws Throwable {
        BoundMethod method = method(entry);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return method.call(arguments, context);
        } catch (LinkageError | ClassNotFoundException e) {
            Throwable thrown = e instanceof ExceptionInInitializerError init ? root(init) : e;
            throw ClassFaults.explain(thrown, entry, from).<Throwable>map(x -> x).orElse(e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static Throwable root(ExceptionInInitializerError error) {
        Throwable cause = error.getCause();
        return cause == null ? error : cause;
    }

    /** It is in use until {@link #end}. */
    synchronized void begin() {
        users++;
    }

    synchronized void end() {
        users--;
        closeIfUnused();
    }

    /** Nobody begins any more. */
    synchronized void retire() {
        retired = true;
        closeIfUnused();
    }

    private void closeIfUnused() {
        if (retired && users == 0 && loader instanceof Closeable open) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.log(Level.WARNING, "code={0} not closed: {1}", from, e.getMessage());
            }
        }
    }
}

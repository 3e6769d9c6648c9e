package org.beamlet.protocol.bundle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * What a catalog function is made of: its class, the classes of its archive that this one leads to,
 * and the resources that they name. Its SHA-256 is the function's content hash.
 *
 * <p>It does not change with how or when an archive was packed, nor with other functions in it.
 * What is not counted: libraries outside the archive; the API's own package, which is the
 * installation's; and a function's descriptor ({@code *.function.json}), so that a page can be
 * mended or a version deprecated without becoming another.
 */
public final class FunctionContent {
    private static final Pattern IN_DESCRIPTOR = Pattern.compile("L([\\w/$]+)[;<]");
    private static final String CLASS = ".class";

    /** What every function finds where it runs. */
    private static final List<String> API =
            List.of("org/beamlet/catalog/", "org/beamlet/catalog/descriptor/");

    private static final String DESCRIPTOR = ".function.json";

    private final BundleFile bundle;
    private final Map<String, String> parts = new TreeMap<>();
    private final Deque<String> classes = new ArrayDeque<>();

    private FunctionContent(BundleFile bundle) {
        this.bundle = bundle;
    }

    /**
     * {@return the hash of a function, in hexadecimal; empty where the archive does not hold it}
     *
     * @throws BeamletException where the archive cannot be read
     */
    public static Optional<String> hash(Path archive, String className) {
        try (BundleFile bundle = BundleFile.open(archive)) {
            return hash(bundle, className);
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.INSTALLATION_INCOMPLETE,
                    "'%s' cannot be read: %s".formatted(archive, e.getMessage()),
                    "install Beamlet again",
                    e);
        }
    }

    /** {@return the hash of a function of an open archive} */
    public static Optional<String> hash(BundleFile bundle, String className) throws IOException {
        String first = className.replace('.', '/');
        if (!bundle.has(first + CLASS)) {
            return Optional.empty();
        }
        FunctionContent content = new FunctionContent(bundle);
        content.add(first);
        while (!content.classes.isEmpty()) {
            content.follow(content.classes.remove());
        }
        StringBuilder all = new StringBuilder();
        content.parts.forEach(
                (name, hash) -> all.append(hash).append(' ').append(name).append('\n'));
        return Optional.of(sha256(all.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private void add(String className) {
        String name = className + CLASS;
        if (!parts.containsKey(name) && bundle.has(name) && !ofApi(className)) {
            parts.put(name, "");
            classes.add(className);
        }
    }

    private static boolean ofApi(String className) {
        return API.contains(folder(className));
    }

    private static String folder(String name) {
        return name.substring(0, name.lastIndexOf('/') + 1);
    }

    private void follow(String className) throws IOException {
        byte[] code = bundle.read(className + CLASS).orElseThrow();
        parts.put(className + CLASS, sha256(code));
        for (String text : ClassConstants.of(code)) {
            if (text.length() > 1000 || text.isEmpty()) {
                continue;
            }
            // As a class's own name, or as the source says it in a text.
            add(text.replace('.', '/'));
            if (text.indexOf(';') > 0) {
                Matcher inDescriptor = IN_DESCRIPTOR.matcher(text);
                while (inDescriptor.find()) {
                    add(inDescriptor.group(1));
                }
            }
            resource(folder(className) + text);
            resource(text.startsWith("/") ? text.substring(1) : text);
        }
    }

    private void resource(String name) throws IOException {
        boolean counts = !name.endsWith(CLASS) && !name.endsWith(DESCRIPTOR);
        if (counts && !parts.containsKey(name) && bundle.has(name)) {
            parts.put(name, sha256(bundle.read(name).orElseThrow()));
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new BeamletException(
                    ErrorCode.INSTALLATION_INCOMPLETE,
                    "this Java runtime has no SHA-256",
                    "use an unmodified JDK 25",
                    e);
        }
    }
}

package org.beamlet.worker.userfunction;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.payload.UserFunction;

/** Whether a file is a JAR that can be loaded without surprises. */
final class JarCheck {
    private static final int MOST_ENTRIES = 100_000;

    /** Unpacked, all together. */
    private static final long MOST_BYTES = 2L * 1024 * 1024 * 1024;

    private static final String OWN_JACKSON = "com/fasterxml/jackson/databind/JsonNode.class";

    private JarCheck() {}

    /**
     * Looks through the directory of a JAR.
     *
     * @return whether it has a Jackson of its own
     * @throws BeamletException with code INPUT_NOT_FOUND or INPUT_INVALID
     */
    static boolean bringsJackson(Path jar) {
        if (!Files.isRegularFile(jar)) {
            throw new BeamletException(
                    ErrorCode.INPUT_NOT_FOUND,
                    "there is no file %s".formatted(jar),
                    "give the path of the JAR");
        }
        try {
            long size = Files.size(jar);
            if (size > UserFunction.LARGEST_JAR) {
                throw refused(
                        jar,
                        "has %,d bytes, the most is %,d".formatted(size, UserFunction.LARGEST_JAR),
                        "leave out what the function does not need, and data");
            }
            try (ZipFile zip = new ZipFile(jar.toFile())) {
                look(jar, zip);
                return zip.getEntry(OWN_JACKSON) != null;
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new BeamletException(
                    ErrorCode.INPUT_INVALID,
                    "%s is no JAR: %s".formatted(jar.getFileName(), e.getMessage()),
                    "build it again, with `jar --create` or your build tool",
                    e);
        }
    }

    private static void look(Path jar, ZipFile zip) {
        if (zip.size() > MOST_ENTRIES) {
            throw refused(
                    jar,
                    "has %,d entries, the most is %,d".formatted(zip.size(), MOST_ENTRIES),
                    "leave out what the function does not need");
        }
        long bytes = 0;
        for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
            ZipEntry entry = all.nextElement();
            if (leadsOut(entry.getName())) {
                throw refused(
                        jar,
                        "has an entry '%s', which leads out of it".formatted(entry.getName()),
                        "build it again with a tool that can be trusted");
            }
            bytes += Math.max(0, entry.getSize());
            if (bytes > MOST_BYTES) {
                throw refused(
                        jar,
                        "has more than %,d bytes unpacked".formatted(MOST_BYTES),
                        "pass data as files of the endpoint instead");
            }
        }
    }

    private static boolean leadsOut(String name) {
        return name.startsWith("/")
                || name.indexOf('\\') >= 0
                || name.indexOf('\0') >= 0
                || name.matches("[A-Za-z]:.*")
                || Arrays.asList(name.split("/")).contains("..");
    }

    private static BeamletException refused(Path jar, String why, String remedy) {
        return new BeamletException(
                ErrorCode.INPUT_INVALID, "%s %s".formatted(jar.getFileName(), why), remedy);
    }
}

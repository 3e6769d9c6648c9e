package org.beamlet.client.project;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Writes the first files of a function's project. */
public final class Skeleton {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*");

    private final String name;
    private final FunctionProject.Kind kind;
    private final String version;

    private Skeleton(String name, FunctionProject.Kind kind, String beamletVersion) {
        this.name = name;
        this.kind = kind;
        this.version = beamletVersion;
    }

    /**
     * Writes a project that builds, passes its test and can be registered.
     *
     * @param name of the function, such as {@code lab.peaks}
     * @param folder made here; must not be there yet
     * @param beamletVersion of the libraries, for build files
     * @return the files
     */
    public static List<Path> write(
            String name, FunctionProject.Kind kind, Path folder, String beamletVersion) {
        if (!NAME.matcher(name).matches() || name.length() > 100) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    "'%s' cannot be a function's name".formatted(name),
                    "use lower-case words joined by dots, such as lab.peaks");
        }
        if (Files.exists(folder)) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    "%s is there already".formatted(folder),
                    "choose another folder with --to, or move that one away");
        }
        return new Skeleton(name, kind, beamletVersion).write(folder);
    }

    private String last() {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private String javaPackage() {
        int end = name.lastIndexOf('.');
        return end < 0 ? "functions" : name.substring(0, end);
    }

    private String javaClass() {
        StringBuilder type = new StringBuilder();
        for (String word : last().split("_", -1)) {
            if (!word.isEmpty()) {
                type.append(word.substring(0, 1).toUpperCase(Locale.ROOT))
                        .append(word.substring(1));
            }
        }
        return type.toString();
    }

    private Map<String, String> files() {
        String java = "src/%s/java/" + javaPackage().replace('.', '/') + "/";
        String resources = "src/main/resources/" + javaPackage().replace('.', '/') + "/";
        Map<String, String> files = new LinkedHashMap<>();
        files.put("README.md", "readme.%s.md".formatted(word()));
        files.put(FunctionProject.FILE, "project.%s.json".formatted(word()));
        switch (kind) {
            case JAVA -> {
                files.put(java.formatted("main") + javaClass() + ".java", "Function.java.txt");
                files.put(resources + javaClass() + ".schema.json", "schema.json");
                files.put(resources + javaClass() + ".function.json", "function.json");
                files.put(
                        "src/main/resources/META-INF/services/org.beamlet.catalog.CatalogFunction",
                        "services.txt");
                files.put(java.formatted("test") + javaClass() + "Test.java", "Test.java.txt");
                files.put("pom.xml", "pom.xml");
            }
            case PYTHON -> files.put(last() + ".py", "function.py");
            case SHELL -> files.put(last() + ".sh", "function.sh");
        }
        return files;
    }

    private String word() {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private List<Path> write(Path folder) {
        List<Path> written = new ArrayList<>();
        try {
            for (Map.Entry<String, String> one : files().entrySet()) {
                Path file = folder.resolve(one.getKey());
                Files.createDirectories(file.getParent());
                Files.writeString(file, filled(one.getValue(), folder));
                written.add(file);
            }
            return written;
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.OUTPUT_NOT_WRITABLE,
                    "%s cannot be written: %s".formatted(folder, e.getMessage()),
                    "choose a folder that you can write to, with --to",
                    e);
        }
    }

    private String filled(String template, Path folder) throws IOException {
        try (InputStream in = Skeleton.class.getResourceAsStream(template)) {
            if (in == null) {
                throw new BeamletException(
                        ErrorCode.INSTALLATION_INCOMPLETE,
                        "there is no template " + template,
                        "install Beamlet again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("@NAME@", name)
                    .replace("@LAST@", last())
                    .replace("@PACKAGE@", javaPackage())
                    .replace("@CLASS@", javaClass())
                    .replace("@FOLDER@", String.valueOf(folder.getFileName()))
                    .replace("@VERSION@", version);
        }
    }
}

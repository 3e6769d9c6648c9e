package org.beamlet.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.task.Confinement;
import org.jspecify.annotations.Nullable;

/**
 * A call whose paths are kept below some folders. What the schema marks as a path is resolved where
 * and when the function runs, links included, and the function is given what that came to: a link
 * that is turned afterwards leads it nowhere else. After the call the paths are resolved once more,
 * so that a folder that was exchanged meanwhile does not go unnoticed.
 */
final class ConfinedCall {
    private static final String OUTSIDE = "is not below a folder of a project of yours";

    private final Confinement terms;
    private final PathBook book;
    private final Map<Path, Confinement.Root> roots = new LinkedHashMap<>();
    private final Set<Path> paths = new LinkedHashSet<>();
    private final Set<Path> missing = new LinkedHashSet<>();

    private ConfinedCall(Confinement terms, PathBook book) {
        this.terms = terms;
        this.book = book;
    }

    /** A call, and its arguments with paths that have no links. */
    record Checked(ConfinedCall call, JsonNode arguments) {}

    /**
     * Resolves the paths of arguments that satisfy the schema.
     *
     * @param book in which each is taken down, and the one that was refused
     * @throws BeamletException with code ARGUMENTS_INVALID where one leads elsewhere
     */
    static Checked check(Confinement terms, JsonNode schema, JsonNode arguments, PathBook book) {
        ConfinedCall call = new ConfinedCall(terms, book);
        for (Confinement.Root root : terms.roots()) {
            try {
                call.roots.put(Path.of(root.path()).toRealPath(), root);
            } catch (IOException | InvalidPathException _) {
                // A project's folder that is not there lets nothing in.
            }
        }
        return new Checked(
                call,
                SchemaPaths.replaced(
                        schema,
                        arguments,
                        "arguments",
                        SchemaPaths.Reading.TO_THE_END,
                        (text, name) -> call.within(text, name).toString()));
    }

    private Path within(String text, String name) {
        try {
            Path given = Path.of(text);
            if (!given.isAbsolute() || text.indexOf('\0') >= 0) {
                throw refused(name, text, null, "is no absolute path");
            }
            Path real = RealPath.of(given);
            if (root(real).isEmpty()) {
                throw refused(name, text, real, OUTSIDE);
            }
            book.allowed(name, text, real.toString());
            paths.add(real);
            if (!Files.exists(real, LinkOption.NOFOLLOW_LINKS)) {
                missing.add(real);
            }
            return real;
        } catch (IOException | InvalidPathException _) {
            // What is there and what is not is for the project's members to know.
            throw refused(name, text, null, OUTSIDE);
        }
    }

    /** Where it leads is for whoever keeps account, not for whoever gave it. */
    private BeamletException refused(String name, String text, @Nullable Path real, String why) {
        book.refused(name, text, real == null ? null : real.toString());
        return new BeamletException(
                ErrorCode.ARGUMENTS_INVALID,
                "argument '%s': '%s' %s".formatted(name, text, why),
                "use a path below one of "
                        + terms.roots().stream()
                                .map(Confinement.Root::path)
                                .collect(Collectors.joining(", ")));
    }

    /** {@return the folder below which a path without links lies, the innermost of several} */
    private Optional<Confinement.Root> root(Path real) {
        return roots.entrySet().stream()
                .filter(root -> real.startsWith(root.getKey()))
                .max(Comparator.comparingInt(root -> root.getKey().getNameCount()))
                .map(Map.Entry::getValue);
    }

    /**
     * Gives what was written its group and mode.
     *
     * @throws BeamletException where a path leads elsewhere now, or a file was written elsewhere
     */
    void finish(ObjectNode result) {
        for (Path path : paths) {
            try {
                if (!RealPath.of(path).equals(path)) {
                    throw moved(path);
                }
            } catch (IOException _) {
                throw moved(path);
            }
        }
        Set<Path> written = new LinkedHashSet<>();
        result.path("files").forEach(file -> written.add(Path.of(file.asText(""))));
        if (result.path("result_file").isTextual()) {
            written.add(Path.of(result.path("result_file").asText()));
        }
        missing.stream().filter(Files::isDirectory).forEach(written::add);
        written.forEach(this::settle);
    }

    private static BeamletException moved(Path path) {
        return new BeamletException(
                ErrorCode.OUTPUT_NOT_WRITABLE,
                "'%s' was exchanged for something else while the function ran".formatted(path),
                "the result is withheld; see who writes to that folder, then submit again");
    }

    private void settle(Path file) {
        try {
            Path real = file.toRealPath();
            Optional<Confinement.Root> root = root(real);
            if (!real.equals(file.toAbsolutePath().normalize()) || root.isEmpty()) {
                throw moved(file);
            }
            give(real, root.get());
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.OUTPUT_NOT_WRITABLE,
                    "'%s' was written and cannot be given its group and mode: %s"
                            .formatted(file, e),
                    "ask the endpoint's owner: its account must belong to the group of the project",
                    e);
        }
    }

    private static void give(Path real, Confinement.Root root) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(
                        real, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        String group = root.group();
        if (group != null) {
            GroupPrincipal known =
                    real.getFileSystem()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByGroupName(group);
            view.setGroup(known);
        }
        String mode = root.mode();
        if (mode != null) {
            view.setPermissions(
                    Confinement.permissions(Files.isDirectory(real) ? entered(mode) : mode));
        }
    }

    /** Who may read a file may enter its folder. */
    private static String entered(String mode) {
        int bits = Integer.parseInt(mode, 8);
        return Integer.toOctalString(bits | ((bits & 0444) >> 2) | 0700);
    }
}

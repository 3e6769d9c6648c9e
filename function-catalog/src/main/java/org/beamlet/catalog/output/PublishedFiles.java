package org.beamlet.catalog.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;

/**
 * Notes in an attempt's folder which final names it has given, each just before it is given, so
 * that a later attempt can take back what an unfinished one has published.
 *
 * @param list a line for each: the file's number in its file system, a space, the final name
 */
record PublishedFiles(Path list) {
    static PublishedFiles in(Path folder) {
        return new PublishedFiles(folder.resolve(".published"));
    }

    void note(Path file, Path target) throws IOException {
        Files.writeString(
                list,
                number(file) + " " + target.getFileName() + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /** Deletes the files that still are the ones that were published. */
    void undo(Path output) throws IOException {
        if (!Files.exists(list)) {
            return;
        }
        for (String line : Files.readAllLines(list)) {
            int space = line.indexOf(' ');
            Path file = output.resolve(line.substring(space + 1));
            if (space > 0
                    && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && number(file).equals(line.substring(0, space))) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** A file keeps its number under whatever name; another file of the same name has another. */
    private static String number(Path file) throws IOException {
        FileTime changed = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
        return "%s@%d/%d"
                .formatted(
                        Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS),
                        changed.to(TimeUnit.NANOSECONDS),
                        Files.size(file));
    }
}

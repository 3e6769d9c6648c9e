package org.beamlet.cloud.packaged;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;

/** What a running service has on its disk. */
final class KeptFiles {
    private KeptFiles() {}

    /** {@return the bytes of each file as Latin-1; what it deletes meanwhile is left out} */
    static Map<Path, String> texts(Path folder) throws IOException {
        Map<Path, String> texts = new TreeMap<>();
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        try {
                            texts.put(file, Files.readString(file, StandardCharsets.ISO_8859_1));
                        } catch (NoSuchFileException _) {
                            // A compaction is through with it.
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException gone) {
                        return FileVisitResult.CONTINUE;
                    }
                });
        return texts;
    }
}

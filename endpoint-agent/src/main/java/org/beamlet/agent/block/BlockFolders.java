package org.beamlet.agent.block;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.beamlet.agent.home.PrivateFiles;

/**
 * The folders of an endpoint's blocks.
 *
 * @param folder in which they are
 */
record BlockFolders(Path folder) {
    /** Folders of ended blocks that stay, for their logs. */
    private static final int KEPT = 20;

    List<Path> all() throws IOException {
        return others(Set.of());
    }

    /** {@return all but those; of thousands that live none is looked at} */
    private List<Path> others(Set<String> names) throws IOException {
        List<Path> all = new ArrayList<>();
        try (DirectoryStream<Path> children =
                Files.newDirectoryStream(
                        folder,
                        path ->
                                !names.contains(path.getFileName().toString())
                                        && Files.isDirectory(path))) {
            children.forEach(all::add);
        }
        return all;
    }

    static int number(Path blockFolder) {
        return BlockMaker.number(blockFolder.getFileName().toString());
    }

    /**
     * Removes those of blocks that ended long ago.
     *
     * @param gone told of each
     */
    void prune(Set<String> live, Consumer<String> gone) throws IOException {
        List<Path> over = others(live);
        over.sort(Comparator.comparingInt(BlockFolders::number));
        for (Path old : over.subList(0, Math.max(0, over.size() - KEPT))) {
            PrivateFiles.remove(old);
            gone.accept(old.getFileName().toString());
        }
    }
}

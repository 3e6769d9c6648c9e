package org.beamlet.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Where a path leads. */
final class RealPath {
    private RealPath() {}

    /** {@return the path without links and dots; what does not exist yet as far as it does} */
    static Path of(Path path) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return path.toRealPath();
        }
        Path name = path.getFileName();
        Path parent = path.getParent();
        if (parent == null || name == null || name.toString().equals("..")) {
            throw new IOException("leads nowhere");
        }
        Path above = of(parent);
        return name.toString().equals(".") ? above : above.resolve(name.toString());
    }
}

package org.beamlet.cloud.objects;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FolderObjectsTest extends ObjectStoreContract {
    @TempDir private Path objects;

    @Override
    protected ObjectStore store() {
        return new FolderObjects(objects.resolve("in/here"));
    }
}

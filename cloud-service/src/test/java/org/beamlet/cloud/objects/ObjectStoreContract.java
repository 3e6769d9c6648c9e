package org.beamlet.cloud.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every place for objects must do. */
public abstract class ObjectStoreContract {
    private static final int SIZE = 3_000_017;

    @TempDir private Path folder;

    /** {@return a store without objects, or at least without those of other tests} */
    protected abstract ObjectStore store();

    @Test
    void whatWasPutComesBackByteForByte() throws Exception {
        byte[] content = random(SIZE);
        try (ObjectStore store = store()) {
            Sha256 key = put(store, content);
            assertThat(store.has(key)).isTrue();
            assertThat(read(store, key)).isEqualTo(content);
            // Once more is no harm.
            put(store, content);
            assertThat(read(store, key)).isEqualTo(content);
        }
    }

    @Test
    void anEmptyObjectIsAnObject() throws Exception {
        try (ObjectStore store = store()) {
            Sha256 key = put(store, new byte[0]);
            assertThat(store.has(key)).isTrue();
            assertThat(read(store, key)).isEmpty();
        }
    }

    @Test
    void whatIsNotThereIsSaidToBeAbsentAndMayBeDeleted() throws Exception {
        try (ObjectStore store = store()) {
            Sha256 key = put(store, random(100));
            store.delete(key);
            assertThat(store.has(key)).isFalse();
            assertThat(store.open(key)).isEmpty();
            store.delete(key);
        }
    }

    private Sha256 put(ObjectStore store, byte[] content) throws Exception {
        Path file = Files.createTempFile(folder, "content", "");
        Files.write(file, content);
        var digest = Sha256.digest();
        digest.update(content);
        Sha256 key = Sha256.of(digest);
        store.put(key, file);
        return key;
    }

    private static byte[] read(ObjectStore store, Sha256 key) throws Exception {
        try (InputStream in = store.open(key).orElseThrow()) {
            return in.readAllBytes();
        }
    }

    private static byte[] random(int size) {
        byte[] content = new byte[size];
        new Random().nextBytes(content);
        return content;
    }
}

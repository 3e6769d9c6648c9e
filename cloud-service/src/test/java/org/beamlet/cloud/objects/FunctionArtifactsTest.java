package org.beamlet.cloud.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.UUID;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.peer.TestStores;
import org.beamlet.cloud.store.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects that functions are made of stay as long as these. */
class FunctionArtifactsTest {
    private static final long LATER = 60_000;

    @TempDir private Path folder;

    @Test
    void whatAFunctionIsMadeOfOutlivesItsTime() {
        Caller alice = new Caller(UUID.randomUUID(), "alice");
        try (Store store = TestStores.open(folder.resolve("store"));
                Artifacts artifacts =
                        new Artifacts(
                                store,
                                new FolderObjects(folder.resolve("objects")),
                                Clock.systemUTC(),
                                folder.resolve("incoming"),
                                1000)) {
            Sha256 jar = put(artifacts, alice, "jar");
            Sha256 other = put(artifacts, alice, "other");
            UUID function = function(store, alice, jar);

            artifacts.expire(System.currentTimeMillis() + LATER);

            assertThat(has(artifacts, alice, jar)).isTrue();
            assertThat(has(artifacts, alice, other)).isFalse();

            store.transaction(handle -> {
                CodeArtifacts.release(handle, function, System.currentTimeMillis() + 2 * LATER);
                return handle.execute("UPDATE functions SET deleted_ms = 1");
            });
            artifacts.expire(System.currentTimeMillis() + LATER);
            assertThat(has(artifacts, alice, jar)).as("for tasks that were accepted").isTrue();
            artifacts.expire(System.currentTimeMillis() + 3 * LATER);
            assertThat(has(artifacts, alice, jar)).isFalse();
        }
    }

    private static Sha256 put(Artifacts artifacts, Caller caller, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var digest = Sha256.digest();
        digest.update(bytes);
        Sha256 key = Sha256.of(digest);
        artifacts.put(caller, key, new ByteArrayInputStream(bytes));
        return key;
    }

    private static boolean has(Artifacts artifacts, Caller caller, Sha256 key) {
        try {
            return artifacts.size(caller, key) > 0;
        } catch (org.beamlet.protocol.error.BeamletException _) {
            return false;
        }
    }

    private static UUID function(Store store, Caller owner, Sha256 jar) {
        UUID id = UUID.randomUUID();
        store.transaction(handle -> {
            handle.execute(
                    "INSERT INTO users (user_id, name, created_ms) VALUES (?, ?, 1)",
                    owner.userId(),
                    owner.name());
            CodeArtifacts.require(handle, owner.userId(), jar.hex(), System.currentTimeMillis());
            return handle.execute(
                    """
                    INSERT INTO functions (function_id, owner_id, name, code, is_public,
                        created_ms, artifact)
                    VALUES (?, ?, 'f', 'c', FALSE, 1, ?)\
                    """,
                    id,
                    owner.userId(),
                    jar.hex());
        });
        return id;
    }
}

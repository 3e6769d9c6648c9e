package org.beamlet.cloud.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.beamlet.cloud.auth.Tokens;
import org.beamlet.cloud.peer.Await;
import org.beamlet.protocol.id.UuidText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was committed survives {@code kill -9}. */
class StoreDurabilityIT {
    private static final int COMMITS = 1500;
    private static final long LINE = 37;

    /** What the child does: commits a row, then says so, for ever. */
    public static void main(String[] args) {
        try (Store store = Store.open(Path.of(args[0]))) {
            UUID owner = new Tokens(store).mint("alice").caller().userId();
            while (true) {
                UUID id = UUID.randomUUID();
                insert(store, id, owner);
                System.out.println(id);
                System.out.flush();
            }
        }
    }

    private static void insert(Store store, UUID id, UUID owner) {
        store.transaction(handle ->
                handle.createUpdate(
                                """
                                INSERT INTO task_groups
                                    (group_id, owner_id, stream, created_ms)
                                VALUES (:id, :owner, FALSE, 0)\
                                """)
                        .bind("id", id)
                        .bind("owner", owner)
                        .execute());
    }

    @Test
    void everyRowThatWasCommittedIsThereAfterAKill(@TempDir Path folder) throws Exception {
        Set<UUID> committed = commitUntilKilled(folder);

        assertThat(committed).hasSizeGreaterThanOrEqualTo(COMMITS);
        try (Store store = Store.open(folder)) {
            Set<UUID> found =
                    new HashSet<>(
                            store.read(handle ->
                                    handle.createQuery("SELECT group_id FROM task_groups")
                                            .map((row, _) -> row.getObject(1, UUID.class))
                                            .list()));
            assertThat(found).containsAll(committed);
        }
    }

    private static Set<UUID> commitUntilKilled(Path folder) throws Exception {
        Path said = folder.resolve("said");
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                StoreDurabilityIT.class.getName(),
                                folder.toString())
                        .redirectOutput(said.toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            Await.until(
                    "rows are committed",
                    () -> Files.size(said) > COMMITS * LINE || !child.isAlive());
        } finally {
            child.destroyForcibly().onExit().join();
        }
        // The kill may have cut the last line short.
        return Files.readAllLines(said).stream()
                .filter(UuidText::isUuid)
                .map(UUID::fromString)
                .collect(Collectors.toSet());
    }
}

package org.beamlet.cloud.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the embedded database; the suite postgresql runs what uses it on the other one. */
class AnyOfTest {
    @TempDir Path folder;

    @Test
    void oneSeveralAndUnknownValuesAreFound() {
        List<UUID> ids = Stream.generate(UUID::randomUUID).limit(7).toList();
        try (Store store = Store.open(folder)) {
            store.transaction(handle -> {
                ids.forEach(id ->
                        handle.execute(
                                "INSERT INTO command_outbox (task_id, endpoint_id) VALUES (?, ?)",
                                id,
                                id));
                return ids;
            });

            assertThat(store.<List<UUID>>read(handle -> found(handle, ids.subList(2, 3))))
                    .containsExactlyElementsOf(ids.subList(2, 3));
            assertThat(store.<List<UUID>>read(handle -> found(handle, ids.subList(1, 6))))
                    .containsExactlyInAnyOrderElementsOf(ids.subList(1, 6));
            assertThat(
                            store.<List<UUID>>read(handle ->
                                    found(handle, List.of(UUID.randomUUID(), ids.getLast()))))
                    .containsExactly(ids.getLast());
            assertThat(store.<List<UUID>>read(handle -> found(handle, List.of(UUID.randomUUID()))))
                    .isEmpty();
        }
    }

    @Test
    void numbersAreFoundToo() {
        try (Store store = Store.open(folder)) {
            assertThat(
                            store.<List<Long>>read(handle ->
                                    AnyOf.bind(
                                                    handle.createQuery(
                                                            "SELECT x FROM SYSTEM_RANGE(1, 9) AS r(x) WHERE x = <some>"),
                                                    "some",
                                                    Long.class,
                                                    List.of(3L, 8L, 12L))
                                            .mapTo(Long.class)
                                            .list()))
                    .containsExactly(3L, 8L);
        }
    }

    private static List<UUID> found(Handle handle, List<UUID> ids) {
        return AnyOf.bind(
                        handle.createQuery(
                                "SELECT task_id FROM command_outbox WHERE task_id = <ids>"),
                        "ids",
                        UUID.class,
                        ids)
                .map((row, _) -> row.getObject("task_id", UUID.class))
                .list();
    }
}

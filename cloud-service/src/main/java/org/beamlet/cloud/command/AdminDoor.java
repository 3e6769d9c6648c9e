package org.beamlet.cloud.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import org.beamlet.cloud.access.Administration;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Does what operators may do on a data folder: through its service if that runs, else by itself.
 */
final class AdminDoor {
    private final DataFolder folder;

    AdminDoor(DataFolder folder) {
        this.folder = folder;
    }

    /**
     * Asks for something.
     *
     * @param path below {@code /beamlet/v1/admin/}
     * @param directly the same without a service
     */
    JsonNode ask(
            String method,
            String path,
            @Nullable Object body,
            Function<Administration, Object> directly) {
        Optional<DataFolder.Lock> lock = folder.tryLock();
        if (lock.isEmpty()) {
            return Json.read(RunningServiceCalls.administer(folder, method, path, body));
        }
        try (DataFolder.Lock _ = lock.get();
                Store store = Store.open(folder.store())) {
            return Json.MAPPER.valueToTree(
                    directly.apply(new Administration(store, Clock.systemUTC())));
        }
    }

    /** {@return answers of one JSON object a line} */
    String lines(String path, Function<Administration, Iterable<?>> directly) {
        Optional<DataFolder.Lock> lock = folder.tryLock();
        if (lock.isEmpty()) {
            return RunningServiceCalls.administer(folder, "GET", path, null);
        }
        try (DataFolder.Lock _ = lock.get();
                Store store = Store.open(folder.store())) {
            StringBuilder lines = new StringBuilder();
            directly.apply(new Administration(store, Clock.systemUTC()))
                    .forEach(one -> lines.append(Json.write(one)).append('\n'));
            return lines.toString();
        }
    }

    /** {@return a text as part of a path} */
    static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

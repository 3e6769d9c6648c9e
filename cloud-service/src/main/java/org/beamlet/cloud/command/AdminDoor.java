package org.beamlet.cloud.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.beamlet.cloud.access.Administration;
import org.beamlet.cloud.store.Store;
import org.beamlet.cloud.store.StoreSettings;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Does what operators may do on a data folder: through its service if that runs, else by itself.
 */
final class AdminDoor {
    private final DataFolder folder;
    private final StoreSettings settings;

    AdminDoor(DataFolder folder, StoreSettings settings) {
        this.folder = folder;
        this.settings = settings;
    }

    private <T> T on(Supplier<T> service, Function<Administration, T> directly) {
        return open(
                _ -> service.get(),
                store -> directly.apply(new Administration(store, Clock.systemUTC())));
    }

    /** A database of its own is open to the command too; services see its changes in a moment. */
    <T> T open(Function<DataFolder, T> service, Function<Store, T> directly) {
        if (!settings.embedded()) {
            return onStore(directly);
        }
        Optional<DataFolder.Lock> lock = folder.tryLock();
        if (lock.isEmpty()) {
            return service.apply(folder);
        }
        try (DataFolder.Lock _ = lock.get()) {
            return onStore(directly);
        }
    }

    private <T> T onStore(Function<Store, T> directly) {
        try (Store store = Store.open(settings, folder.store())) {
            return directly.apply(store);
        }
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
        return on(
                () -> Json.read(RunningServiceCalls.administer(folder, method, path, body)),
                admin -> Json.mapper().valueToTree(directly.apply(admin)));
    }

    /** {@return answers of one JSON object a line} */
    String lines(String path, Function<Administration, Iterable<?>> directly) {
        return on(
                () -> RunningServiceCalls.administer(folder, "GET", path, null),
                admin -> {
                    StringBuilder lines = new StringBuilder();
                    directly.apply(admin)
                            .forEach(one -> lines.append(Json.write(one)).append('\n'));
                    return lines.toString();
                });
    }

    /** {@return a text as part of a path} */
    static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

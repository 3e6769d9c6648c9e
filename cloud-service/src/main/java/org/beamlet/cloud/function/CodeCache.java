package org.beamlet.cloud.function;

import java.util.LinkedHashMap;
import java.util.Map;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.id.FunctionId;

/** Keeps the code of functions in use at hand: thousands of tasks share one. */
final class CodeCache {
    private static final int ENTRIES = 256;
    private static final int LARGEST = 256 * 1024;

    private final Store store;
    private final Map<FunctionId, FunctionBody> recent = new LinkedHashMap<>(16, 0.75f, true);

    CodeCache(Store store) {
        this.store = store;
    }

    /** What is said of a published function may grow; its code never changes. */
    synchronized void forget(FunctionId id) {
        recent.remove(id);
    }

    synchronized FunctionBody of(FunctionId id) {
        FunctionBody cached = recent.get(id);
        if (cached != null) {
            return cached;
        }
        FunctionBody body =
                store.read(handle ->
                        handle.createQuery(
                                        "SELECT code, metadata FROM functions"
                                                + " WHERE function_id = :id")
                                .bind("id", id.value())
                                .map((row, _) ->
                                        FunctionBody.of(
                                                row.getString("code"), row.getString("metadata")))
                                .one());
        if (body.code().length() <= LARGEST) {
            recent.put(id, body);
            if (recent.size() > ENTRIES) {
                recent.remove(recent.keySet().iterator().next());
            }
        }
        return body;
    }
}

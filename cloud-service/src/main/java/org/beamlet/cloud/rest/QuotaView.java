package org.beamlet.cloud.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.beamlet.cloud.quota.Quotas;
import org.beamlet.protocol.json.Json;

/** What a user has of what they may have, as it is shown. */
final class QuotaView {
    private QuotaView() {}

    static ObjectNode of(Quotas.Status status) {
        ObjectNode view = Json.NODES.objectNode();
        put(view, "tasks_outstanding", status.tasks(), status.limits().tasks());
        put(view, "functions", status.functions(), status.limits().functions());
        put(view, "submit_bytes_today", status.submitBytes(), status.limits().submitBytes());
        return view;
    }

    private static void put(ObjectNode view, String name, long used, long limit) {
        view.putObject(name).put("used", used).put("limit", limit);
    }
}

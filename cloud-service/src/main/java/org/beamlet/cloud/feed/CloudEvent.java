package org.beamlet.cloud.feed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.beamlet.cloud.task.EventOutbox;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.message.Message;

/**
 * A step of a task as a CloudEvent of version 1.0.
 *
 * @param id the same whenever it is told again, so that readers can drop repeats
 */
record CloudEvent(String id, String type, String json) {
    static final String CONTENT_TYPE = "application/cloudevents+json; charset=utf-8";

    static CloudEvent of(EventOutbox.Entry entry, String source) {
        String id = "%s/%d/%s".formatted(entry.task(), entry.attempt(), entry.state());
        String type = "org.beamlet.task." + entry.state();
        ObjectNode event = Json.NODES.objectNode();
        event.put("specversion", "1.0");
        event.put("id", id);
        event.put("source", source);
        event.put("type", type);
        event.put("subject", entry.task().toString());
        event.put("time", Instant.ofEpochMilli(entry.atMs()).toString());
        event.put("datacontenttype", "application/json");
        data(event.putObject("data"), entry);
        return new CloudEvent(id, type, Json.write(event));
    }

    private static void data(ObjectNode data, EventOutbox.Entry entry) {
        data.put("task_id", entry.task().toString());
        data.put("state", entry.state());
        data.put("attempt", entry.attempt());
        data.put("task_group_id", entry.group().toString());
        data.put("endpoint_id", entry.endpoint().toString());
        data.put("owner", entry.owner().toString());
        ObjectNode function = data.putObject("function");
        function.put("id", entry.function().toString());
        function.put("name", entry.functionName());
        function.put("version", entry.functionVersion());
        Message.ErrorDetails error = entry.error();
        if (error != null) {
            data.putObject("error")
                    .put("code", error.code())
                    .put("user_message", error.userMessage());
        }
    }
}

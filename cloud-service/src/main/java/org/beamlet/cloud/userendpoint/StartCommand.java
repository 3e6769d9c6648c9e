package org.beamlet.cloud.userendpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.endpoint.QueueAddresses;
import org.beamlet.protocol.json.Json;

/** The command that has a manager endpoint start a user endpoint, in Globus Compute's words. */
final class StartCommand {
    private StartCommand() {}

    static byte[] of(UserEndpointOrder order, QueueAddresses queues) {
        ObjectNode command = Json.NODES.objectNode();
        command.put("command", "cmd_start_endpoint");
        command.putArray("args");
        ObjectNode named = command.putObject("kwargs");
        named.put("name", order.name());
        named.set("user_opts", Json.read(order.config()));
        named.set("user_runtime", Json.read(order.runtime()));
        ObjectNode logins = named.putObject("amqp_creds");
        logins.put("endpoint_id", order.id().toString());
        logins.set("task_queue_info", Json.mapper().valueToTree(queues.tasks()));
        logins.set("result_queue_info", Json.mapper().valueToTree(queues.results()));
        logins.set("heartbeat_queue_info", Json.mapper().valueToTree(queues.heartbeats()));
        Caller user = order.user();
        command.put("globus_username", user.name());
        command.put("globus_effective_identity", user.userId().toString());
        // Identity mappings read "id", managers that map nobody read "sub".
        command.putArray("globus_identity_set")
                .addObject()
                .put("sub", user.userId().toString())
                .put("id", user.userId().toString())
                .put("username", user.name())
                .put("name", user.name())
                .put("email", user.name())
                .put("status", "used");
        return Json.writeBytes(command);
    }
}

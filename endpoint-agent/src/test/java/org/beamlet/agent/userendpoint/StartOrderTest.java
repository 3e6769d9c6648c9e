package org.beamlet.agent.userendpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartOrderTest {
    private final EndpointId manager = EndpointId.random();
    private final EndpointId child = EndpointId.random();
    private final UUID user = UUID.randomUUID();

    private ObjectNode command(String name) {
        ObjectNode command = Json.NODES.objectNode();
        command.put("command", "cmd_start_endpoint");
        command.put("globus_username", "alice\nroot");
        command.put("globus_effective_identity", user.toString());
        ObjectNode named = command.putObject("kwargs").put("name", name);
        named.putObject("user_opts").put("secret", "s3cret");
        named.putObject("amqp_creds")
                .put("endpoint_id", child.toString())
                .putObject("heartbeat_queue_info")
                .put("connection_url", "amqp://u:s3cret@h")
                .put("queue", "heartbeats");
        return command;
    }

    private StartOrder parse(ObjectNode command) {
        return StartOrder.parse(Json.writeBytes(command), manager);
    }

    @Test
    void itSaysWhatForWhomAndWhereToAnswer() {
        StartOrder order = parse(command(StartOrder.name(manager, child)));

        assertThat(order.id()).isEqualTo(child);
        assertThat(order.user()).isEqualTo(user);
        assertThat(order.userName()).isEqualTo("alice?root");
        assertThat(order.options().path("secret").asText()).isEqualTo("s3cret");
        assertThat(order.runtime()).isEmpty();
        assertThat(order.toString()).contains(child.toString()).doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "lab", "../lab", "uep.%2$s.%1$s", "uep.%s.%s/..", "uep.%s.%s\n"})
    void aNameThatIsNotOfThisManagerIsRefused(String name) {
        ObjectNode command = command(name.formatted(manager, child));

        assertThatThrownBy(() -> parse(command))
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining("names no user endpoint of this manager");
    }

    @Test
    void otherCommandsAndHalfOnesAreRefused() {
        ObjectNode other = command(StartOrder.name(manager, child)).put("command", "cmd_stop");
        ObjectNode nobody = command(StartOrder.name(manager, child));
        nobody.remove("globus_effective_identity");
        ObjectNode large = command(StartOrder.name(manager, child));
        large.put("globus_username", "x".repeat(300_000));

        for (ObjectNode command : new ObjectNode[] {other, nobody, large}) {
            assertThatThrownBy(() -> parse(command)).isInstanceOf(BeamletException.class);
        }
    }
}

package org.beamlet.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageCodecTest {
    private static final UUID ID = UUID.fromString("0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69");

    @Test
    void aTaskIsOneByteAndJsonWithoutLineFeeds() {
        byte[] body = MessageCodec.encode(new Message.Task(ID, "4\n11\n1"));

        assertThat(body[0]).isEqualTo((byte) 1);
        assertThat(text(body))
                .isEqualTo(
                        "{\"message_type\":\"task\",\"data\":{\"task_id\":\"%s\",\"task_buffer\":\"4\\n11\\n1\"}}"
                                .formatted(ID));
        assertThat(MessageCodec.decode(body)).isEqualTo(new Message.Task(ID, "4\n11\n1"));
    }

    @Test
    void aResultKeepsItsNullsAsRealEndpointsDo() {
        var result =
                new Message.Result(
                        ID,
                        "11\n1",
                        null,
                        null,
                        List.of(new Message.Transition(7L, WireState.EXECUTION_END, Actor.WORKER)));

        byte[] body = MessageCodec.encode(result);

        assertThat(text(body))
                .contains("\"details\":null", "\"error_details\":null", "\"execution-end\"");
        assertThat(MessageCodec.decode(body)).isEqualTo(result);
    }

    @Test
    void bothNamesOfAReportsStateAreRead() {
        for (String key : List.of("global_state", "ep_status_report")) {
            byte[] body =
                    framed(
                            "{\"message_type\":\"ep_status_report\",\"data\":{\"endpoint_id\":\"%s\",\"%s\":{\"active\":true},\"task_statuses\":{}}}"
                                    .formatted(ID, key));

            assertThat(MessageCodec.decode(body))
                    .isEqualTo(new Message.StatusReport(ID, Map.of("active", true), Map.of()));
        }
    }

    @Test
    void unknownFieldsAreIgnored() {
        byte[] body =
                framed(
                        "{\"message_type\":\"task\",\"data\":{\"task_id\":\"%s\",\"task_buffer\":\"\",\"container_id\":null,\"x\":1}}"
                                .formatted(ID));

        assertThat(MessageCodec.decode(body)).isEqualTo(new Message.Task(ID, ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"message_type\":\"task\"}",
                "{\"message_type\":\"task\",\"data\":null}",
                "{\"message_type\":\"task\",\"data\":{\"task_id\":\"7\",\"task_buffer\":\"\"}}",
                "{\"message_type\":\"task\",\"data\":{\"task_buffer\":\"\"}}",
                "{\"message_type\":\"manager_status_report\",\"data\":{}}",
                "{\"message_type\":\"task\",\"data\":{}} trailing",
                "{\"message_type\":\"result\",\"data\":{\"task_id\":\"0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69\",\"data\":\"\",\"task_statuses\":[{\"timestamp\":1,\"state\":\"flying\",\"actor\":\"worker\"}]}}"
            })
    void brokenBodiesAreRefused(String json) {
        assertThatThrownBy(() -> MessageCodec.decode(framed(json)))
                .isInstanceOf(BeamletException.class);
    }

    @Test
    void anotherProtocolVersionIsNamed() {
        assertThatThrownBy(() -> MessageCodec.decode(new byte[] {(byte) 0x82, 0x01}))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.MESSAGE_INVALID))
                .hasMessageContaining("0x82");
        assertThatThrownBy(() -> MessageCodec.decode(new byte[0]))
                .isInstanceOf(BeamletException.class);
    }

    @ParameterizedTest
    @EnumSource(WireState.class)
    void everyStateIsFoundByItsWord(WireState state) {
        assertThat(WireState.of(state.word())).isEqualTo(state);
    }

    @ParameterizedTest
    @EnumSource(Actor.class)
    void everyActorIsFoundByItsWord(Actor actor) {
        assertThat(Actor.of(actor.word())).isEqualTo(actor);
    }

    private static byte[] framed(String json) {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        byte[] body = new byte[text.length + 1];
        body[0] = 1;
        System.arraycopy(text, 0, body, 1, text.length);
        return body;
    }

    private static String text(byte[] body) {
        return new String(body, 1, body.length - 1, StandardCharsets.UTF_8);
    }
}

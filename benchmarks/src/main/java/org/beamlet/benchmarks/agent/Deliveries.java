package org.beamlet.benchmarks.agent;

import com.rabbitmq.client.AMQP;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.MessageCodec;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.payload.Payloads;

/**
 * Tasks as the service delivers them.
 *
 * @param function id in the header
 * @param buffer packed code and arguments
 */
record Deliveries(String function, String buffer) {
    private static final String PYTHON_FUNCTION = "5c9de8c3-7e0e-4c5f-9f0c-2f3f6b6f7b11";

    /** One delivery. */
    record One(TaskId id, AMQP.BasicProperties properties, Message.Task message) {
        byte[] body() {
            return MessageCodec.encode(message);
        }
    }

    /** {@return the no-op of the catalog with so many bytes of arguments} */
    static Deliveries java(int payload) {
        String arguments = payload == 0 ? "{}" : "{\"echo\":\"%s\"}".formatted("x".repeat(payload));
        return new Deliveries(
                CatalogFunctionId.of("diagnostics.noop", "1.0.0").toString(),
                new FunctionCode("diagnostics.noop", "1.0.0").packed()
                        + Payloads.pack("11\n[]", "11\n" + arguments));
    }

    /** {@return a no-op in Python's source text, its arguments pickled} */
    static Deliveries python() {
        // Protocol 2 of an empty tuple and of an empty dictionary.
        String positional = pickled(new byte[] {(byte) 0x80, 2, ')', '.'});
        String named = pickled(new byte[] {(byte) 0x80, 2, '}', '.'});
        return new Deliveries(
                PYTHON_FUNCTION,
                Payloads.pack("st\nnoop:def noop():\n    return None\n", positional, named));
    }

    private static String pickled(byte[] pickle) {
        return "00\n" + Base64.getMimeEncoder().encodeToString(pickle) + "\n";
    }

    One next() {
        TaskId id = TaskId.random();
        AMQP.BasicProperties properties =
                new AMQP.BasicProperties.Builder()
                        .deliveryMode(2)
                        .headers(
                                Map.of(
                                        AmqpNames.TASK_UUID,
                                        id.toString(),
                                        AmqpNames.FUNCTION_UUID,
                                        function,
                                        AmqpNames.ATTEMPT,
                                        1,
                                        AmqpNames.RESULT_SERIALIZERS,
                                        List.of()))
                        .build();
        return new One(id, properties, new Message.Task(id.value(), buffer));
    }

    /** {@return whether the outcome is one of success} */
    static boolean succeeded(String message) {
        return MessageCodec.decode(message.getBytes(StandardCharsets.UTF_8))
                        instanceof Message.Result result
                && result.errorDetails() == null;
    }
}

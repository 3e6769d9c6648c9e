package org.beamlet.cloud.broker.embedded;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.apache.qpid.server.protocol.v0_8.AMQShortString;
import org.apache.qpid.server.protocol.v0_8.transport.ServerChannelMethodProcessor;

/**
 * Lets a client ask whether an exchange exists without naming its type.
 *
 * <p>Globus Compute's endpoints do so through pika, which then says {@code direct}. The protocol
 * and RabbitMQ ignore the type in a passive declare; Broker-J closes the connection over it.
 */
final class PassiveDeclare {
    private static final String METHOD = "receiveExchangeDeclare";
    private static final AMQShortString UNNAMED = AMQShortString.valueOf("");
    private static final int EXCHANGE = 0;
    private static final int TYPE = 1;
    private static final int PASSIVE = 2;

    private PassiveDeclare() {}

    static ServerChannelMethodProcessor ofAnyType(ServerChannelMethodProcessor channel) {
        return (ServerChannelMethodProcessor)
                Proxy.newProxyInstance(
                        ServerChannelMethodProcessor.class.getClassLoader(),
                        new Class<?>[] {ServerChannelMethodProcessor.class},
                        (_, method, arguments) -> {
                            if (method.getName().equals(METHOD)
                                    && arguments[EXCHANGE] instanceof AMQShortString exchange
                                    && exchange.length() > 0
                                    && Boolean.TRUE.equals(arguments[PASSIVE])) {
                                arguments[TYPE] = UNNAMED;
                            }
                            try {
                                return method.invoke(channel, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause() == null ? e : e.getCause();
                            }
                        });
    }
}

package org.beamlet.cloud.broker;

/**
 * A user of the broker and where to log in.
 *
 * @param host name or address that the holder can reach
 * @param virtualHost such as {@code /}
 * @param tls whether the port speaks TLS
 */
public record BrokerLogin(
        String user, String password, String host, int port, String virtualHost, boolean tls) {
    /** {@return the URL in pika's and the Java client's words; a secret} */
    public String url() {
        String path = virtualHost.equals("/") ? "/%2F" : "/" + virtualHost.replace("/", "%2F");
        return "%s://%s:%s@%s:%d%s"
                .formatted(tls ? "amqps" : "amqp", user, password, host, port, path);
    }

    /** Never shows the password: logins end up in logs. */
    @Override
    public String toString() {
        return "BrokerLogin[%s@%s:%d%s]".formatted(user, host, port, virtualHost);
    }
}

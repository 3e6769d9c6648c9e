package org.beamlet.agent.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.beamlet.agent.queue.BrokerLoop;
import org.beamlet.protocol.net.Connections;
import org.beamlet.protocol.net.ProxyFault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker whose name nobody but the proxy can look up. */
class ThroughAProxyIT {
    private static final String TARGET = "broker.beamlet.test:5672";

    @TempDir static Path folder;
    private static TestBroker broker;

    @BeforeAll
    static void start() throws Exception {
        broker = new TestBroker(folder.resolve("broker"));
    }

    @AfterAll
    static void stop() throws Exception {
        broker.close();
    }

    /** Leads all tunnels to the broker, or forbids them. */
    private record Proxy(ServerSocket listening, boolean allows, List<String> asked)
            implements AutoCloseable {
        static Proxy start(boolean allows) throws IOException {
            Proxy proxy =
                    new Proxy(
                            new ServerSocket(0, 10, InetAddress.getLoopbackAddress()),
                            allows,
                            new CopyOnWriteArrayList<>());
            Thread _ = Thread.startVirtualThread(proxy::accept);
            return proxy;
        }

        private void accept() {
            while (!listening.isClosed()) {
                try {
                    Socket near = listening.accept();
                    Thread _ = Thread.startVirtualThread(() -> serve(near));
                } catch (IOException _) {
                    // Closed.
                }
            }
        }

        private void serve(Socket near) {
            try (near) {
                asked.add(head(near.getInputStream()).split(" ", 3)[1]);
                if (!allows) {
                    say(near, "403 Forbidden");
                    return;
                }
                int port = URI.create(broker.url()).getPort();
                try (Socket far = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    say(near, "200 OK");
                    Thread back = Thread.startVirtualThread(() -> pump(far, near));
                    pump(near, far);
                    far.shutdownOutput();
                    back.join();
                }
            } catch (IOException _) {
                // Either end has gone.
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        private static void say(Socket near, String status) throws IOException {
            near.getOutputStream()
                    .write(
                            "HTTP/1.1 %s\r\n\r\n"
                                    .formatted(status)
                                    .getBytes(StandardCharsets.US_ASCII));
        }

        private static void pump(Socket from, Socket to) {
            try {
                long _ = from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException _) {
                // Ended.
            }
        }

        private static String head(InputStream in) throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    throw new IOException("no request");
                }
                head.append((char) next);
            }
            return head.toString();
        }

        Connections connections() {
            return Connections.of(
                    Map.of("https_proxy", "http://127.0.0.1:" + listening.getLocalPort()));
        }

        @Override
        public void close() {
            try {
                listening.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static String url() {
        return "amqp://guest:guest@" + TARGET;
    }

    @Test
    void messagesGoThroughTheTunnel() throws Exception {
        try (Proxy proxy = Proxy.start(true);
                Connection connection = BrokerLoop.connect(proxy.connections(), url(), "test");
                Channel channel = connection.createChannel()) {
            String queue = channel.queueDeclare().getQueue();
            byte[] large = new byte[2_000_000];
            large[large.length - 1] = 7;
            channel.confirmSelect();
            channel.basicPublish("", queue, null, large);
            channel.waitForConfirmsOrDie(60_000);

            assertThat(channel.basicGet(queue, true).getBody()).isEqualTo(large);
            assertThat(proxy.asked()).containsExactly(TARGET);
        }
    }

    @Test
    void aProxyThatForbidsIsNamed() throws Exception {
        try (Proxy proxy = Proxy.start(false)) {
            assertThatExceptionOfType(ProxyFault.class)
                    .isThrownBy(
                            () -> BrokerLoop.connect(proxy.connections(), url(), "test").close())
                    .withMessageContaining("refuses CONNECT " + TARGET)
                    .satisfies(fault -> assertThat(fault.remedy()).contains("port 443 alone"));
        }
    }
}

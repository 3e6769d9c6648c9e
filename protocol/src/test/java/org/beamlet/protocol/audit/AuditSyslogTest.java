package org.beamlet.protocol.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditSyslogTest {
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

    private static List<ChainedEntry> entries(int count, String verdict) {
        List<ChainedEntry> all = new ArrayList<>();
        ChainHead head = ChainHead.START;
        for (int i = 0; i < count; i++) {
            ObjectNode entry = Json.NODES.objectNode();
            entry.put("at", "2026-11-21T03:00:00.123Z").put("user", "gr\u00fcn");
            entry.put("verdict", verdict);
            all.add(ChainedEntry.after(head, entry));
            head = all.getLast().head();
        }
        return all;
    }

    private AuditSyslog to(String server) {
        return new AuditSyslog(
                SyslogServer.parse(server),
                "beamlet-test",
                () -> {
                    throw new IllegalStateException("no TLS here");
                },
                said::add);
    }

    private static String received(DatagramSocket server) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_000], 65_000);
        server.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    @Test
    void eachEntryIsOneDatagram() throws IOException {
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(20_000);
            try (AuditSyslog syslog = to("udp://127.0.0.1:" + server.getLocalPort())) {
                syslog.send(entries(1, "allowed"));
                syslog.send(entries(1, "refused"));
            }
            // Facility 13 at informational and at warning.
            assertThat(received(server))
                    .startsWith("<110>1 2026-11-21T03:00:00.123Z ")
                    .contains(" beamlet-test ", " audit - {", "gr\u00fcn", "\"seq\":1,");
            assertThat(received(server)).startsWith("<108>1 ");
        }
    }

    @Test
    void anEntryWithManyPathsGoesWithoutThem() throws IOException {
        ObjectNode entry = Json.NODES.objectNode().put("verdict", "done");
        for (int i = 0; i < 100; i++) {
            entry.withArray("paths").add("x".repeat(2000));
        }
        ChainedEntry chained = ChainedEntry.after(ChainHead.START, entry);
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(20_000);
            try (AuditSyslog syslog = to("udp://127.0.0.1:" + server.getLocalPort())) {
                syslog.send(List.of(chained));
            }
            assertThat(received(server))
                    .contains("\"paths_left_out\":100", chained.head().hash())
                    .hasSizeLessThan(1000);
        }
    }

    /** {@return a message, which its length comes before} */
    private static String message(InputStream in) throws IOException {
        int length = 0;
        for (int c = in.read(); c != ' '; c = in.read()) {
            assertThat(c).isBetween((int) '0', (int) '9');
            length = 10 * length + c - '0';
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    @Test
    void aStreamHasTheLengthOfEachAndIsOpenedAgainWhereItBroke() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                AuditSyslog syslog = to("tcp://127.0.0.1:" + server.getLocalPort())) {
            server.setSoTimeout(20_000);
            syslog.send(entries(3, "allowed"));
            try (Socket first = server.accept()) {
                first.setSoTimeout(20_000);
                assertThat(message(first.getInputStream())).contains("\"seq\":1,");
                assertThat(message(first.getInputStream())).contains("\"seq\":2,");
                assertThat(message(first.getInputStream())).endsWith("}");
            }
            syslog.send(entries(1, "allowed"));
            assertThat(said()).contains("do not reach", "127.0.0.1", "closed the connection");
            String back = null;
            while (back == null) {
                // What comes in the pause after a failure is passed over.
                syslog.send(entries(1, "allowed"));
                back = said.poll(200, TimeUnit.MILLISECONDS);
            }
            assertThat(back).contains("again").containsPattern("not_sent=[1-9]");
            try (Socket second = server.accept()) {
                second.setSoTimeout(20_000);
                assertThat(message(second.getInputStream())).contains("\"seq\":1,");
            }
        }
    }

    private String said() throws InterruptedException {
        return Objects.requireNonNull(said.poll(1, TimeUnit.MINUTES));
    }

    @Test
    void aServerThatIsAwayIsSaidOnceAndKeepsNobodyWaiting() throws Exception {
        int port;
        try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = nobody.getLocalPort();
        }
        try (AuditSyslog syslog = to("tcp://127.0.0.1:" + port)) {
            syslog.send(entries(30_000, "allowed"));
            assertThat(said()).contains("do not reach");
        }
        assertThat(said).isEmpty();
    }

    @Test
    void withoutTlsNothingIsSentInTheClear() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                AuditSyslog syslog = to("tls://127.0.0.1:" + server.getLocalPort())) {
            syslog.send(entries(1, "allowed"));
            assertThat(said()).contains("no TLS here");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "udp://loghost, udp://loghost:514",
        "TCP://10.0.0.1:1514, tcp://10.0.0.1:1514",
        "tls://log.example.org, tls://log.example.org:6514",
        "udp://[::1]:5, udp://::1:5",
    })
    void addressesHaveTheUsualPorts(String text, String read) {
        assertThat(SyslogServer.parse(text)).hasToString(read);
    }

    @ParameterizedTest
    @CsvSource({
        "http://x, no udp",
        "loghost, no udp",
        "udp:x, no host",
        "udp://, Expected authority",
        "tcp://x:70000, no such port",
    })
    void whatIsNoAddressIsRefused(String text, String why) {
        assertThatThrownBy(() -> SyslogServer.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }
}

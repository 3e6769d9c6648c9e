package org.beamlet.client.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerOwnerTest {
    private static final InetSocketAddress HERE = at("127.0.0.1", 5000);
    private static final String HEAD =
            "  sl  local_address rem_address   st tx_queue rx_queue uid\n";

    @TempDir Path proc;

    private static InetSocketAddress at(String host, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    private PeerOwner system(String tcp, String tcp6) throws IOException {
        Files.createDirectories(proc.resolve("net"));
        Files.writeString(proc.resolve("net/tcp"), HEAD + tcp);
        Files.writeString(proc.resolve("net/tcp6"), HEAD + tcp6);
        Files.createDirectories(proc.resolve("self"));
        return PeerOwner.in(proc);
    }

    private static String line(String local, String remote, long uid) {
        return "   1: %s %s 01 00000000:00000000 00:00000000 00000000 %5d        0 12345 1\n"
                .formatted(local, remote, uid);
    }

    private long self() throws IOException {
        Files.createDirectories(proc.resolve("self"));
        return ((Number) Files.getAttribute(proc.resolve("self"), "unix:uid")).longValue();
    }

    @Test
    void theOwnerOfTheOtherEndIsReadAndNotThatOfThisEnd() throws IOException {
        // Our own end of the same connection is in the list too, the other way round.
        PeerOwner system =
                system(
                        line("0100007F:1388", "0100007F:9C40", self())
                                + line("0100007F:9C40", "0100007F:1388", self() + 1),
                        "");

        assertThat(system.of(at("127.0.0.1", 40000), HERE)).isEqualTo(PeerOwner.Verdict.OTHER_USER);
    }

    @Test
    void aSocketOfTheSameUserIsSeenInEitherTable() throws IOException {
        PeerOwner system =
                system(
                        line("0100007F:9C40", "0100007F:1388", self()),
                        line(
                                        "0000000000000000FFFF00000100007F:9C41",
                                        "0000000000000000FFFF00000100007F:1388",
                                        self())
                                + line(
                                        "00000000000000000000000001000000:9C42",
                                        "00000000000000000000000001000000:1388",
                                        self()));

        assertThat(system.of(at("127.0.0.1", 40000), HERE)).isEqualTo(PeerOwner.Verdict.SAME_USER);
        assertThat(system.of(at("127.0.0.1", 40001), HERE)).isEqualTo(PeerOwner.Verdict.SAME_USER);
        assertThat(system.of(at("::1", 40002), at("::1", 5000)))
                .isEqualTo(PeerOwner.Verdict.SAME_USER);
    }

    @Test
    void anotherConnectionFromTheSamePortProvesNothing() throws IOException {
        PeerOwner system = system(line("0100007F:9C40", "0100007F:1389", self()), "");

        assertThat(system.of(at("127.0.0.1", 40000), HERE)).isEqualTo(PeerOwner.Verdict.NOT_LISTED);
    }

    @Test
    void aSystemWithoutTheListIsKnownAsSuch() {
        PeerOwner system = PeerOwner.in(proc);

        assertThat(system.available()).isFalse();
        assertThat(system.of(at("127.0.0.1", 40000), HERE)).isEqualTo(PeerOwner.Verdict.NO_LIST);
    }

    @Test
    void thisSystemTellsOfARealConnection() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                Socket far = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket near = server.accept()) {
            assertThat(far.isConnected()).isTrue();
            assertThat(
                            PeerOwner.ofThisSystem()
                                    .of(
                                            (InetSocketAddress) near.getRemoteSocketAddress(),
                                            (InetSocketAddress) near.getLocalSocketAddress()))
                    .isEqualTo(PeerOwner.Verdict.SAME_USER);
        }
    }
}

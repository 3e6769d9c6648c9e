package org.beamlet.worker.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.TlsChannelCredentials;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.beamlet.node.wire.Hello;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EnrolmentIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final NodeFacts NODE = new NodeFacts("m-1", "node-1", 1, 3, Optional.empty());

    private LoopbackAuthority authority;
    private FakeAgent agent;

    @BeforeEach
    void start() throws Exception {
        authority = new LoopbackAuthority();
        agent = new FakeAgent(authority.server());
        agent.admit("right secret", authority);
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    @Test
    void theSecretIsExchangedOnceForTheCertificateOfAllSessions() throws Exception {
        TlsChannels channels = channels(authority.pem(), "right secret");

        assertThat(welcomed(channels)).isTrue();
        assertThat(welcomed(channels)).isTrue();

        assertThat(agent.enrolments())
                .singleElement()
                .satisfies(request -> {
                    assertThat(request.getNode()).isEqualTo("node-1");
                    assertThat(request.getJobRestart()).isEqualTo(3);
                });
    }

    @Test
    void theConnectionThatEnrolledIsTheOneOfTheSession() throws Exception {
        TlsChannels channels = channels(authority.pem(), "right secret");

        assertThat(welcomed(channels)).isTrue();
        assertThat(authority.connections()).isEqualTo(1);
        assertThat(welcomed(channels)).isTrue();
        assertThat(authority.connections()).isEqualTo(2);
    }

    @Test
    void anAgentIsKnownByItsOwnCertificateOrByItsAuthoritys() throws Exception {
        String other = new LoopbackAuthority().pem();

        assertThat(welcomed(channels(other + authority.serverPem(), "right secret"))).isTrue();
        assertThat(welcomed(channels(other + authority.pem(), "right secret"))).isTrue();
    }

    @Test
    void aBlockFileWithoutACertificateSaysWhatToDo() {
        assertThatThrownBy(() -> channels("", "right secret").open(address()))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_INVALID))
                .hasMessageContainingAll("ca_certificate", "start the block through the endpoint");
    }

    @Test
    void aWrongSecretIsRefusedForGood() throws Exception {
        TlsChannels channels = channels(authority.pem(), "wrong secret");

        assertThatThrownBy(() -> channels.open(address()))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.ENDPOINT_ACCESS_FORBIDDEN))
                .hasMessageContainingAll("node-1", "block-1")
                .hasMessageNotContaining("wrong secret");
    }

    @Test
    void anAgentOfAnotherAuthorityIsNotTrustedAndGetsNoSecret() throws Exception {
        TlsChannels channels = channels(new LoopbackAuthority().pem(), "right secret");

        assertThatThrownBy(() -> channels.open(address()))
                .isInstanceOf(AgentUnreachableException.class);
        assertThat(agent.enrolments()).isEmpty();
    }

    @Test
    void withoutACertificateNoSessionIsOpened() throws Exception {
        ManagedChannel channel =
                Grpc.newChannelBuilderForAddress(
                                "127.0.0.1",
                                agent.port(),
                                TlsChannelCredentials.newBuilder()
                                        .trustManager(
                                                new ByteArrayInputStream(
                                                        authority
                                                                .pem()
                                                                .getBytes(
                                                                        StandardCharsets.US_ASCII)))
                                        .build())
                        .build();
        try {
            AgentSession session = AgentSession.open(channel, Hello.getDefaultInstance(), _ -> {});

            assertThat(session.awaitWelcome(LIMIT)).isEmpty();
            assertThat(session.status().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void plainTextGoesToThisMachineOnly() {
        assertThatThrownBy(() -> new PlainChannels().open(new AgentAddress("login01", 5000)))
                .isInstanceOf(BeamletException.class)
                .hasMessageContainingAll("ca_certificate", "login01:5000");
    }

    private boolean welcomed(TlsChannels channels) throws InterruptedException {
        ManagedChannel channel = channels.open(address());
        try {
            return AgentSession.open(channel, Hello.getDefaultInstance(), _ -> {})
                    .awaitWelcome(LIMIT)
                    .isPresent();
        } finally {
            channel.shutdownNow();
        }
    }

    private AgentAddress address() {
        return new AgentAddress("127.0.0.1", agent.port());
    }

    private static TlsChannels channels(String authority, String secret) {
        return new TlsChannels(authority, new Enrolment("block-1", secret, NODE, NodeKey::create));
    }
}

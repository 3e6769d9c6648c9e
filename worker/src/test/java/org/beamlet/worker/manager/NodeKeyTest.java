package org.beamlet.worker.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import org.beamlet.node.wire.EnrollRequest;
import org.beamlet.protocol.error.BeamletException;
import org.junit.jupiter.api.Test;

class NodeKeyTest {
    private static final EnrollRequest REQUEST =
            EnrollRequest.newBuilder().setBlockId("block-1").setNode("n").setSecret("s").build();

    private final NodeKey key = NodeKey.create();
    private final EnrollRequest asked = key.asks(REQUEST);

    @Test
    void theKeyOfARequestThatItHasSignedIsBelieved() {
        assertThat(NodeKey.proven(asked).getEncoded())
                .isEqualTo(asked.getPublicKey().toByteArray());
        assertThat(NodeKey.proven(key.asks(asked)).getAlgorithm()).isEqualTo("EC");
    }

    @Test
    void nothingOfTheRequestCanBeExchanged() {
        EnrollRequest other = NodeKey.create().asks(REQUEST);

        assertRefused(asked.toBuilder().setPublicKey(other.getPublicKey()).build(), "own key");
        assertRefused(asked.toBuilder().setNode("another").build(), "own key");
        assertRefused(asked.toBuilder().setBlockId("block-2").build(), "own key");
        assertRefused(asked.toBuilder().setProof(other.getProof()).build(), "own key");
    }

    @Test
    void whatIsNoKeyOrNoProofIsRefused() {
        assertRefused(REQUEST, "usable key");
        assertRefused(asked.toBuilder().setPublicKey(ByteString.copyFromUtf8("x")).build(), "key");
        assertRefused(asked.toBuilder().setProof(ByteString.copyFromUtf8("x")).build(), "key");
        assertRefused(asked.toBuilder().clearProof().build(), "key");
    }

    private static void assertRefused(EnrollRequest request, String why) {
        assertThatThrownBy(() -> NodeKey.proven(request))
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining(why)
                .hasMessageContaining("start the node manager that belongs to this version");
    }
}

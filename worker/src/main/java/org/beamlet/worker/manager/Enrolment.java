package org.beamlet.worker.manager;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.beamlet.node.wire.EnrollReply;
import org.beamlet.node.wire.EnrollRequest;
import org.beamlet.node.wire.NodeLinkGrpc;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** The exchange of a block's secret for a certificate of this manager's own. */
record Enrolment(String blockId, String secret, NodeFacts facts, Supplier<NodeKey> newKey) {
    private static final int LIMIT_S = 20;

    /**
     * Enrols.
     *
     * @throws AgentUnreachableException if the agent did not answer
     * @throws BeamletException with code ENDPOINT_ACCESS_FORBIDDEN if it refused
     */
    OwnCertificate with(AgentAddress agent, ManagedChannel channel) {
        // Connects while the request is signed.
        var _ = channel.getState(true);
        NodeKey key = newKey.get();
        try {
            EnrollReply reply =
                    NodeLinkGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(LIMIT_S, TimeUnit.SECONDS)
                            .enroll(
                                    key.asks(
                                            EnrollRequest.newBuilder()
                                                    .setBlockId(blockId)
                                                    .setNode(facts.node())
                                                    .setSecret(secret)
                                                    .setJobRestart(facts.jobRestart())
                                                    .build()));
            return key.answeredBy(
                    reply.getCertificatesList().stream().map(ByteString::toByteArray).toList());
        } catch (StatusRuntimeException e) {
            throw refusal(agent, e);
        }
    }

    private BeamletException refusal(AgentAddress agent, StatusRuntimeException e) {
        Status status = e.getStatus();
        return switch (status.getCode()) {
            case PERMISSION_DENIED,
                    UNAUTHENTICATED,
                    ALREADY_EXISTS,
                    FAILED_PRECONDITION,
                    INVALID_ARGUMENT,
                    NOT_FOUND ->
                    new BeamletException(
                            ErrorCode.ENDPOINT_ACCESS_FORBIDDEN,
                            "the agent at %s does not admit node %s of block %s (%s)"
                                    .formatted(
                                            agent, facts.node(), blockId, status.getDescription()),
                            "let the endpoint start another block",
                            e);
            default -> new AgentUnreachableException(agent, e);
        };
    }

    /** The record's own text would show the secret. */
    @Override
    public String toString() {
        return "Enrolment[block=%s, node=%s]".formatted(blockId, facts.node());
    }
}

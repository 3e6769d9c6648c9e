package org.beamlet.cloud.messaging;

import com.rabbitmq.client.Delivery;
import java.util.List;
import org.beamlet.cloud.task.RejectedMessages;
import org.beamlet.cloud.task.StatusReports;
import org.beamlet.cloud.userendpoint.HeartbeatBell;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.MessageCodec;

/** Notes what endpoints say of themselves and of their tasks. */
final class HeartbeatHandler implements BatchConsumer.Handler {
    private final StatusReports reports;
    private final RejectedMessages rejected;
    private final HeartbeatBell bell;

    HeartbeatHandler(StatusReports reports, RejectedMessages rejected, HeartbeatBell bell) {
        this.reports = reports;
        this.rejected = rejected;
        this.bell = bell;
    }

    @Override
    public void take(List<Delivery> batch) {
        for (Delivery delivery : batch) {
            String key = delivery.getEnvelope().getRoutingKey();
            try {
                reports.store(read(key, delivery.getBody()));
            } catch (BeamletException e) {
                if (e.code() == ErrorCode.STORE_UNAVAILABLE) {
                    throw e;
                }
                rejected.keep(AmqpNames.HEARTBEATS_QUEUE, key, e.what(), delivery.getBody());
            }
        }
        bell.ring();
    }

    private static Message.StatusReport read(String key, byte[] body) {
        if (MessageCodec.decode(body) instanceof Message.StatusReport report) {
            if (RoutingKeys.endpoint(key, ".heartbeats").value().equals(report.endpointId())) {
                return report;
            }
            throw invalid("the heartbeat speaks for endpoint " + report.endpointId());
        }
        throw invalid("the message is not a status report");
    }

    private static BeamletException invalid(String what) {
        return new BeamletException(
                ErrorCode.MESSAGE_INVALID, what, "send status reports of the own endpoint only");
    }
}

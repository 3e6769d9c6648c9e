package org.beamlet.cloud.messaging;

import com.rabbitmq.client.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.beamlet.cloud.task.Outcomes;
import org.beamlet.cloud.task.RejectedMessages;
import org.beamlet.cloud.task.ResultText;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.MessageCodec;

/** Stores results; what cannot be used is put aside, so that no message is ever read for ever. */
final class ResultHandler implements BatchConsumer.Handler {
    private final Outcomes outcomes;
    private final RejectedMessages rejected;
    private final Signal stored;

    ResultHandler(Outcomes outcomes, RejectedMessages rejected, Signal stored) {
        this.outcomes = outcomes;
        this.rejected = rejected;
        this.stored = stored;
    }

    @Override
    public void take(List<Delivery> batch) {
        List<Outcomes.Reported> reported = new ArrayList<>();
        for (Delivery delivery : batch) {
            try {
                reported.add(read(delivery));
            } catch (BeamletException e) {
                reject(delivery.getEnvelope().getRoutingKey(), e.what(), delivery.getBody());
            }
        }
        store(reported);
        stored.raise();
    }

    private static Outcomes.Reported read(Delivery delivery) {
        byte[] body = delivery.getBody();
        if (!(MessageCodec.decode(body) instanceof Message.Result result)) {
            throw new BeamletException(
                    ErrorCode.MESSAGE_INVALID,
                    "the message is not a result",
                    "publish results only on this exchange");
        }
        return new Outcomes.Reported(
                RoutingKeys.endpoint(delivery.getEnvelope().getRoutingKey(), ".results"),
                attempt(delivery),
                result,
                ResultText.of(body));
    }

    private static int attempt(Delivery delivery) {
        Map<String, Object> headers = delivery.getProperties().getHeaders();
        return headers != null && headers.get(AmqpNames.ATTEMPT) instanceof Number number
                ? number.intValue()
                : 0;
    }

    /** Together if possible; one by one if one of them is more than the store can take. */
    private void store(List<Outcomes.Reported> reported) {
        try {
            outcomes.store(reported).forEach(this::reject);
        } catch (BeamletException e) {
            if (e.code() == ErrorCode.STORE_UNAVAILABLE) {
                throw e;
            }
            if (reported.size() == 1) {
                reject(new Outcomes.Refused(reported.getFirst(), e.what()));
            } else {
                reported.forEach(one -> store(List.of(one)));
            }
        }
    }

    private void reject(Outcomes.Refused refused) {
        reject(
                AmqpNames.resultsKey(refused.reported().from()),
                refused.reason(),
                ResultText.bytes(refused.reported().json()));
    }

    private void reject(String routingKey, String reason, byte[] body) {
        rejected.keep(AmqpNames.RESULTS_QUEUE, routingKey, reason, body);
    }
}

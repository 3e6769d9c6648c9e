package org.beamlet.cloud.task;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.beamlet.cloud.metrics.Measures;
import org.beamlet.cloud.store.Store;
import org.jboss.logging.Logger;

/** Messages that could not be used: kept for whoever looks into why, and no longer in the way. */
public final class RejectedMessages {
    private static final Logger LOG = Logger.getLogger(RejectedMessages.class);
    private static final int KEPT = 1000;
    private static final int BEGINNING = 4000;

    private final Store store;
    private final Clock clock;

    public RejectedMessages(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    public void keep(String queue, String routingKey, String reason, byte[] body) {
        LOG.warnf(
                "message rejected queue=%s key=%s bytes=%d reason=%s",
                queue, printable(routingKey), body.length, reason);
        Measures.rejected(queue);
        store.transaction(handle -> {
            handle.createUpdate(
                            """
                            INSERT INTO rejected_messages
                                (at_ms, queue, routing_key, reason, beginning)
                            VALUES (:at, :queue, :key, :reason, :beginning)\
                            """)
                    .bind("at", clock.millis())
                    .bind("queue", queue)
                    .bind("key", printable(routingKey))
                    .bind("reason", printable(reason))
                    .bind("beginning", beginning(body))
                    .execute();
            return handle.createUpdate(
                            """
                            DELETE FROM rejected_messages WHERE seq <=
                                (SELECT MAX(seq) FROM rejected_messages) - :kept\
                            """)
                    .bind("kept", KEPT)
                    .execute();
        });
    }

    private static String beginning(byte[] body) {
        return printable(
                new String(body, 0, Math.min(body.length, BEGINNING), StandardCharsets.UTF_8));
    }

    private static String printable(String text) {
        String shown = text.replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "?");
        return shown.length() > BEGINNING ? shown.substring(0, BEGINNING) : shown;
    }

    /** {@return how many are kept} */
    public long count() {
        return store.read(handle ->
                handle.createQuery("SELECT COUNT(*) FROM rejected_messages")
                        .mapTo(Long.class)
                        .one());
    }
}

package org.beamlet.cloud.task;

import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.statement.Query;

/** Cuts an outbox into pieces that fit into memory. */
final class Rounds {
    private Rounds() {}

    private record Item(long seq, long size) {}

    /** {@return the leading {@code seq}s whose {@code size}s sum up to the limit; at least one} */
    static List<Long> cut(Query seqsAndSizes, long limit) {
        List<Long> round = new ArrayList<>();
        long sum = 0;
        List<Item> items =
                seqsAndSizes
                        .map((row, _) -> new Item(row.getLong("seq"), row.getLong("size")))
                        .list();
        for (Item item : items) {
            sum += item.size();
            if (sum > limit && !round.isEmpty()) {
                break;
            }
            round.add(item.seq());
        }
        return round;
    }
}

package org.beamlet.agent.block;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.beamlet.agent.usage.HeldNodes;
import org.jspecify.annotations.Nullable;

/** Tells whoever keeps account what blocks there are. */
final class BlockBill {
    /** Files of blocks may be on a busy file system, and node-hours are no matter of seconds. */
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final Blocks blocks;
    private final int nodes;
    private final LongSupplier nanos;
    private volatile @Nullable BlockAccount account;
    private long lookedAt;
    private boolean looked;

    BlockBill(Blocks blocks, int nodes, LongSupplier nanos) {
        this.blocks = blocks;
        this.nodes = nodes;
        this.nanos = nanos;
    }

    void to(BlockAccount keeper) {
        account = keeper;
    }

    /** Called often; does something now and then. */
    void look() {
        long now = nanos.getAsLong();
        BlockAccount told = account;
        if (told != null && (!looked || now - lookedAt >= EVERY.toNanos())) {
            looked = true;
            lookedAt = now;
            blocks.live().forEach(one -> told.known(one.id(), one.job()));
            told.look(held());
        }
    }

    /** {@return why no other block may be asked for, if none may} */
    Optional<String> refusal() {
        BlockAccount asked = account;
        return asked != null && asked.bounded() ? asked.refusal(held()) : Optional.empty();
    }

    private List<HeldNodes> held() {
        return blocks.live().stream()
                .map(one ->
                        new HeldNodes(
                                one.id(),
                                nodes,
                                one.block().begun(),
                                one.block().walltime().orElse(Duration.ZERO)))
                .toList();
    }
}

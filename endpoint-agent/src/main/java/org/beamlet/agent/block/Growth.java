package org.beamlet.agent.block;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.beamlet.providers.Provider;
import org.beamlet.providers.SubmitRefused;
import org.jboss.logging.Logger;

/** Asks for blocks, and keeps account of what came of that. */
final class Growth {
    private static final Logger LOG = Logger.getLogger(Growth.class);

    /** Submissions are interrupted for a look at what became of the earlier ones. */
    private static final Duration SUBMITTING = Duration.ofSeconds(5);

    private final Blocks blocks;
    private final Provider provider;
    private final Queues queues;
    private final Polls polls;
    private final YoungBlocks young;
    private final BlockBill bill;
    private final LongSupplier nanos;
    private final BackOff failures = new BackOff();
    private volatile String lastFailure = "";
    private volatile String overBudget = "";
    private boolean grew;

    Growth(
            Blocks blocks,
            Provider provider,
            Queues queues,
            Polls polls,
            YoungBlocks young,
            BlockBill bill,
            LongSupplier nanos) {
        this.blocks = blocks;
        this.provider = provider;
        this.queues = queues;
        this.polls = polls;
        this.young = young;
        this.bill = bill;
        this.nanos = nanos;
    }

    /** Another look at the blocks begins. */
    void begin() {
        grew = false;
    }

    /** {@return whether a block was asked for since then} */
    boolean grew() {
        return grew;
    }

    /** Asks until there are so many, or until it is of no use. */
    void to(int wanted, BooleanSupplier closed) throws IOException {
        long until = nanos.getAsLong() + SUBMITTING.toNanos();
        while (!closed.getAsBoolean()
                && blocks.jobs() < wanted
                && mayAsk()
                && nanos.getAsLong() - until < 0) {
            Optional<String> spent = bill.refusal();
            if (spent.isPresent()) {
                if (overBudget.isEmpty()) {
                    LOG.warnf("blocks=%d wanted=%d %s", blocks.size(), wanted, spent.get());
                }
                overBudget = spent.get();
                return;
            }
            overBudget = "";
            OptionalInt queue = queues.next(blocks.withJobs(), nanos.getAsLong());
            if (queue.isEmpty()) {
                break;
            }
            ask(queue.getAsInt());
        }
        if (blocks.jobs() >= wanted) {
            // Nobody waits any more for what was refused.
            lastFailure = "";
            overBudget = "";
            queues.satisfied();
        }
    }

    private void ask(int queue) throws IOException {
        try {
            blocks.submit(queue);
        } catch (SubmitRefused e) {
            queues.refused(queue, e, nanos.getAsLong());
            return;
        }
        grew = true;
        polls.submitted(nanos.getAsLong());
        young.asked(nanos.getAsLong());
        lastFailure = "";
        failures.reset();
        queues.taken(queue);
    }

    private boolean mayAsk() {
        long now = nanos.getAsLong();
        return young.over(now) && failures.over(now) && provider.ready();
    }

    /** A look came to nothing, for another reason than that a queue refuses. */
    void failed(Exception why) {
        failures.died(nanos.getAsLong(), nanos.getAsLong());
        lastFailure = String.valueOf(why.getMessage());
        LOG.errorf("blocks=%d next=%s %s", blocks.size(), failures.pause(), why.getMessage());
    }

    /** {@return why there are fewer blocks than are wanted, or why they are elsewhere} */
    Optional<String> trouble() {
        return Optional.of(overBudget)
                .filter(why -> !why.isEmpty())
                .or(() -> Optional.of(lastFailure).filter(why -> !why.isEmpty()))
                .or(queues::trouble);
    }
}

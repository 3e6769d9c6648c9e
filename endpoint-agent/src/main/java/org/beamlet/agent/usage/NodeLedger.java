package org.beamlet.agent.usage;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import org.beamlet.agent.schedule.EndedTask;

/** Keeps account of an endpoint's blocks and tasks, and says when a budget is used up. */
public final class NodeLedger {
    private final UsageBook book;
    private final Optional<Budget> budget;
    private final Optional<Budget> perUser;
    private final Terms terms;
    private final Clock clock;

    /**
     * What blocks are.
     *
     * @param project that they are asked for with; empty where there is none
     * @param nodes of each
     * @param walltime of each at most; zero where they have no end
     * @param workers of a node
     */
    public record Terms(String project, int nodes, Duration walltime, int workers) {}

    /**
     * @param budget of all blocks
     * @param perUser of each user's tasks
     */
    public NodeLedger(
            UsageBook book,
            Optional<Budget> budget,
            Optional<Budget> perUser,
            Terms terms,
            Clock clock) {
        this.book = book;
        this.budget = budget;
        this.perUser = perUser;
        this.terms = terms;
        this.clock = clock;
    }

    public Terms terms() {
        return terms;
    }

    /** Counts what blocks used; those that are not named have ended. */
    public void look(Collection<HeldNodes> blocks) {
        book.look(terms.project(), blocks);
        book.keep();
    }

    /** Counts a task for its user. */
    public void ended(EndedTask task) {
        if (task.ranNanos() > 0) {
            book.ran(task.task().user(), task.ranNanos(), 1.0 / Math.max(1, terms.workers()));
        }
    }

    /** {@return whether there is a bound, so that blocks need to be named to it} */
    public boolean bounded() {
        return budget.isPresent();
    }

    /** {@return why no other block may be asked for, if none may} */
    public Optional<String> refusal(Collection<HeldNodes> held) {
        return budget.flatMap(one ->
                one.refusal(
                        book.used(one.span()),
                        held,
                        terms.nodes(),
                        terms.walltime(),
                        clock.instant()));
    }

    /** {@return why no other task of a user is taken, if none is} */
    public Optional<String> refusal(String user) {
        return perUser.flatMap(
                one -> one.refusal(user, book.usedBy(user, one.span()), clock.instant()));
    }

    /** Keeps what there is. */
    public void close() {
        book.write();
    }
}

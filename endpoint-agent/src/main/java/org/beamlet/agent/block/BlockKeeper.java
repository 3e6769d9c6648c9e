package org.beamlet.agent.block;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.beamlet.agent.config.EngineConfig;
import org.beamlet.agent.link.BlockSecrets;
import org.beamlet.agent.schedule.Fading;
import org.beamlet.agent.schedule.Roster;
import org.beamlet.agent.schedule.Scheduler;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.providers.LoginAnswer;
import org.beamlet.providers.LoginStep;
import org.beamlet.providers.Provider;
import org.jboss.logging.Logger;

/** Sees that there are as many blocks as are wanted, and that all know of those that ended. */
public final class BlockKeeper {
    private static final Logger LOG = Logger.getLogger(BlockKeeper.class);

    /** However rarely the provider may be asked, demand is looked at as often. */
    private static final Duration DEMAND = Duration.ofSeconds(1);

    /** While there are no blocks, or there was one too few: tasks seldom come alone. */
    private static final Duration SHORT = Duration.ofMillis(100);

    private final Blocks blocks;
    private final Provider provider;
    private final EngineConfig engine;
    private final YoungBlocks young = new YoungBlocks();
    private final Semaphore wakeUp = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;
    private final Scheduler scheduler;
    private final LongSupplier nanos;
    private final Roster roster;
    private final Hold hold = new Hold();
    private final BlockWatch watch = new BlockWatch();
    private final BlockNews news;
    private final IdleBlocks idle;
    private final Rhythm rhythm;
    private final Polls polls;
    private final Queues queues;
    private final Growth growth;
    private final BlockBill bill;
    private boolean settled;

    public BlockKeeper(
            Path folder,
            Provider provider,
            BlockMaker maker,
            EngineConfig engine,
            Scheduler scheduler) {
        this(folder, provider, maker, engine, scheduler, System::nanoTime);
    }

    /**
     * Makes a keeper without blocks.
     *
     * @param nanos a clock that never goes back
     */
    public BlockKeeper(
            Path folder,
            Provider provider,
            BlockMaker maker,
            EngineConfig engine,
            Scheduler scheduler,
            LongSupplier nanos) {
        this.nanos = nanos;
        this.provider = provider;
        this.queues = new Queues(engine.provider());
        this.blocks = new Blocks(folder, provider, maker, queues, nanos, this::somethingHappened);
        this.engine = engine;
        this.scheduler = scheduler;
        this.roster = new Roster(scheduler);
        this.news = new BlockNews(provider, blocks, scheduler, roster, watch, young, queues, nanos);
        this.idle = new IdleBlocks(engine.scaling());
        this.rhythm = new Rhythm(engine.scaling().period());
        this.polls = new Polls(provider.pollingInterval());
        this.bill = new BlockBill(blocks, engine.provider().blocks().nodesPerBlock(), nanos);
        this.growth = new Growth(blocks, provider, queues, polls, young, bill, nanos);
        this.thread = Thread.ofVirtual().name("blocks").unstarted(this::run);
    }

    /**
     * Takes over the blocks of an earlier agent.
     *
     * @return those that live
     */
    public Set<String> adopt() throws IOException {
        return blocks.adopt();
    }

    /** {@return those of the earlier agent's that have ended since; told after {@link #adopt}} */
    public Set<String> died() {
        return blocks.died();
    }

    /** Tells the node managers of adopted blocks where this agent is. */
    public void tellAgent(String address) {
        blocks.tellAgent(address);
    }

    /** Sets who keeps account of the blocks; before they are looked after. */
    public void account(BlockAccount account) {
        blocks.account(account);
        bill.to(account);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!closed) {
                look();
                var _ = wakeUp.tryAcquire(pause().toMillis(), TimeUnit.MILLISECONDS);
                wakeUp.drainPermits();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** {@return the time until the next look; no task is to wait for what is asked of blocks} */
    Duration pause() {
        Duration most = growth.grew() || blocks.size() == 0 ? SHORT : DEMAND;
        Duration polling = provider.pollingInterval();
        return rhythm.within(polling.compareTo(most) > 0 ? most : polling);
    }

    private void somethingHappened() {
        polls.hasten();
        wakeUp.release();
    }

    /** Looks after the blocks once; for whoever keeps the time, instead of {@link #start}. */
    public void look() {
        growth.begin();
        bill.look();
        try {
            for (Block never : blocks.settle()) {
                scheduler.blockEnded(never.id(), "was never submitted", "");
            }
            news.greet();
            if (polls.due(nanos.getAsLong())) {
                news.ask();
            }
            if (rhythm.due(nanos.getAsLong())) {
                scale();
            }
        } catch (IOException | BeamletException e) {
            growth.failed(e);
        }
    }

    private void scale() throws IOException {
        Fading fading = roster.fading();
        giveBackDone(fading);
        giveBackIdle();
        moveOn();
        int wanted = wanted(fading);
        growth.to(wanted, () -> closed);
        shrink(wanted);
    }

    private int wanted(Fading fading) {
        int unfinished = scheduler.load().unfinished();
        // What gets nothing more does none of what waits, and is still one of max_blocks.
        int going = (int) fading.blocks().stream().filter(blocks::has).count();
        // Blocks that are there are not demand, where they are about to be given back.
        int counted = hold.givesBack() ? 0 : blocks.size() - going;
        int waiting = unfinished - fading.tasks();
        boolean left = going > 0 && waiting == 0;
        int others =
                Demand.blocks(
                        engine,
                        counted,
                        roster.slotsFor(waiting, fading.blocks(), engine::slotsOf),
                        settled || (left && engine.scaling().mayShrink()));
        int most = Math.max(others, engine.provider().blocks().maxBlocks());
        return hold.wanted(Math.min(most, others + going), unfinished);
    }

    /** Ends blocks that get nothing more and have nothing more, whose place others may take. */
    private void giveBackDone(Fading fading) throws IOException {
        if (fading.done().isEmpty()) {
            return;
        }
        List<LiveBlock> done = new ArrayList<>();
        boolean idle = scheduler.load().unfinished() == 0;
        for (LiveBlock one : blocks.youngest()) {
            String id = one.block().id();
            if (fading.done().contains(id) && roster.release(id, "has drained")) {
                // Without demand nobody takes its place, also where it was there from the start.
                settled |= idle && engine.scaling().mayShrink();
                done.add(one);
            }
        }
        giveBack(done);
    }

    /** Ends blocks that never start in their queue, where another may take their place. */
    private void moveOn() throws IOException {
        List<LiveBlock> leave = new ArrayList<>();
        for (LiveBlock one : blocks.youngest()) {
            if (queues.movesOn(one.id(), blocks.withJobs(), nanos.getAsLong())
                    && roster.release(one.id(), "is asked for in another queue")) {
                LOG.infof("block=%s job=%s never starts, next queue", one.id(), one.job());
                leave.add(one);
            }
        }
        giveBack(leave, "given back, as it is asked for in another queue");
    }

    /** Ends blocks that have had nothing to do for {@code max_idletime}, the youngest first. */
    private void giveBackIdle() throws IOException {
        int unfinished = scheduler.load().unfinished();
        Set<String> over =
                idle.over(blocks.ids(), roster.busyBlocks(), unfinished, nanos.getAsLong());
        if (over.isEmpty()) {
            return;
        }
        int kept = Math.max(engine.provider().blocks().minBlocks(), hold.blocks());
        List<LiveBlock> leave = new ArrayList<>();
        for (LiveBlock one : blocks.youngest()) {
            if (blocks.size() - leave.size() > kept
                    && over.contains(one.block().id())
                    && roster.release(one.block().id(), "was idle for max_idletime")) {
                settled = true;
                leave.add(one);
            }
        }
        giveBack(leave);
    }

    /** Ends what is above what is wanted and has nothing to do, the youngest first. */
    private void shrink(int wanted) throws IOException {
        if (!hold.givesBack()) {
            return;
        }
        List<LiveBlock> leave = new ArrayList<>();
        for (LiveBlock one : blocks.youngest()) {
            if (blocks.size() - leave.size() > wanted
                    && roster.release(one.block().id(), "no longer needed")) {
                leave.add(one);
            }
        }
        giveBack(leave);
        if (blocks.size() <= wanted) {
            hold.givenBack();
        }
    }

    private void giveBack(List<LiveBlock> some) throws IOException {
        giveBack(some, "given back, as it was no longer needed");
    }

    private void giveBack(List<LiveBlock> some, String why) throws IOException {
        for (LiveBlock one : some) {
            watch.forget(one.id());
            young.forget(one.id());
            scheduler.blockEnded(one.id(), "was given back", "");
        }
        if (!some.isEmpty()) {
            blocks.leave(some, why);
        }
    }

    /** {@return what lets node managers of these blocks in} */
    public BlockSecrets secrets() {
        return blocks.secrets();
    }

    /**
     * Holds so many blocks from now on, whatever there is to do, until it is told another number or
     * the agent ends.
     */
    public void hold(int blocks) {
        hold.hold(blocks);
        rhythm.atOnce();
        wakeUp.release();
    }

    /** {@return how many blocks are held} */
    public int held() {
        return hold.blocks();
    }

    /** Sets whether blocks are given back as soon as there is nothing to do. */
    public void draining(boolean now) {
        hold.draining(now);
        rhythm.atOnce();
        wakeUp.release();
    }

    /** {@return the blocks that run or wait, the oldest first} */
    public List<BlockView> views() {
        Instant now = Instant.now();
        int nodes = engine.managersPerBlock();
        return Stream.concat(
                        blocks.youngest().reversed().stream()
                                .map(one -> watch.view(one.block(), one.job().value(), nodes, now)),
                        blocks.unsure().stream().map(one -> watch.view(one, "", nodes, now)))
                .map(one -> one.in(queues.shown(one.id(), watch.queue(one.id()))))
                .toList();
    }

    /** {@return how the last block ended, if it failed} */
    public Optional<String> lastFailure() {
        return watch.lastFailure();
    }

    /** {@return how many blocks run or wait} */
    public int size() {
        return blocks.size();
    }

    /** {@return what the provider does not do at present, or says nothing of} */
    public Optional<String> trouble() {
        // Where there is no job nobody asks, so that nobody would learn that it answers again.
        Optional<String> trouble = blocks.jobs() == 0 ? Optional.empty() : provider.trouble();
        return trouble.or(growth::trouble);
    }

    /** {@return whether nothing is learnt of blocks before a person has logged in} */
    public boolean loginRequired() {
        return provider.loginRequired();
    }

    /** A person logs in where blocks are asked for. */
    public LoginStep login(LoginAnswer answer) {
        LoginStep step = provider.login(answer);
        if (step instanceof LoginStep.Done) {
            somethingHappened();
            rhythm.atOnce();
        }
        return step;
    }

    /** Ends the watch; blocks go on. */
    public void stop() throws InterruptedException {
        closed = true;
        wakeUp.release();
        if (thread.getState() != Thread.State.NEW) {
            thread.join();
        }
    }

    /** Lets blocks go on that are another agent's by now. */
    public void leaveToOthers() {
        provider.close();
    }

    /** Ends all blocks. */
    public void cancelAll() throws IOException, InterruptedException {
        blocks.leaveAll("cancelled, as the endpoint was stopped");
        provider.close();
    }
}

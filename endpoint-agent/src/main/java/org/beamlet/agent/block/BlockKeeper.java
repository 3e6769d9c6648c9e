package org.beamlet.agent.block;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.beamlet.agent.config.EngineConfig;
import org.beamlet.agent.home.PrivateFiles;
import org.beamlet.agent.link.BlockSecrets;
import org.beamlet.agent.schedule.Fading;
import org.beamlet.agent.schedule.Roster;
import org.beamlet.agent.schedule.Scheduler;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.providers.JobId;
import org.beamlet.providers.JobState;
import org.beamlet.providers.JobStatus;
import org.beamlet.providers.Provider;
import org.jboss.logging.Logger;

/** Sees that there are as many blocks as are wanted, and that all know of those that ended. */
public final class BlockKeeper {
    private static final Logger LOG = Logger.getLogger(BlockKeeper.class);

    /** How often demand is looked at while there are no blocks. */
    private static final Duration NO_BLOCKS = Duration.ofMillis(100);

    private record Live(Block block, JobId job, long bornNanos) {}

    private final BlockFolders folders;
    private final Provider provider;
    private final BlockMaker maker;
    private final EngineConfig engine;
    private final BackOff backOff = new BackOff();
    private final Map<String, Live> live = new ConcurrentHashMap<>();
    private final Set<String> died = new HashSet<>();
    private final Semaphore wakeUp = new Semaphore(0);
    private final Thread thread;
    private final Enrolments enrolments = new Enrolments(wakeUp::release);
    private volatile boolean closed;
    private final Scheduler scheduler;
    private final LongSupplier nanos;
    private final Roster roster;
    private final Hold hold = new Hold();
    private final BlockWatch watch = new BlockWatch();
    private final IdleBlocks idle;
    private final Rhythm rhythm;
    private boolean settled;
    private int number;

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
        this.folders = new BlockFolders(folder);
        this.provider = provider;
        this.maker = maker;
        this.engine = engine;
        this.scheduler = scheduler;
        this.roster = new Roster(scheduler);
        this.idle = new IdleBlocks(engine.scaling());
        this.rhythm = new Rhythm(engine.scaling().period());
        this.thread = Thread.ofVirtual().name("blocks").unstarted(this::run);
    }

    /**
     * Takes over the blocks of an earlier agent.
     *
     * @return those that live
     */
    public Set<String> adopt() throws IOException {
        PrivateFiles.folder(folders.folder());
        for (Path child : folders.all()) {
            number = Math.max(number, BlockFolders.number(child));
            Optional<Block> block = Block.open(child);
            if (block.isPresent()) {
                adopt(block.get());
            }
        }
        return Set.copyOf(live.keySet());
    }

    /** {@return those of the earlier agent's that have ended since; told after {@link #adopt}} */
    public Set<String> died() {
        return Set.copyOf(died);
    }

    private void adopt(Block block) throws IOException {
        Optional<JobId> job = block.jobId();
        if (job.isEmpty()) {
            // The agent was killed between submission and record, or before submission.
            job = provider.find(block.id());
        }
        if (job.isEmpty()) {
            block.end("was never submitted");
            return;
        }
        JobStatus status = provider.status(Set.of(job.get())).get(job.get());
        if (status != null && status.state().terminal()) {
            died.add(block.id());
            block.end(BlockWatch.told(status));
            return;
        }
        live.put(block.id(), new Live(block, job.get(), nanos.getAsLong()));
        enrolments.open(block);
        LOG.infof("block=%s job=%s adopted", block.id(), job.get());
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

    /** Nothing is polled where there are no blocks, and the first task is not to wait for that. */
    private Duration pause() {
        Duration polling = provider.pollingInterval();
        return rhythm.within(
                live.isEmpty() && polling.compareTo(NO_BLOCKS) > 0 ? NO_BLOCKS : polling);
    }

    /** Looks after the blocks once; for whoever keeps the time, instead of {@link #start}. */
    public void look() {
        try {
            bury();
            if (rhythm.due(nanos.getAsLong())) {
                scale();
            }
        } catch (IOException | BeamletException e) {
            backOff.died(nanos.getAsLong(), nanos.getAsLong());
            LOG.errorf("blocks=%d next=%s %s", live.size(), backOff.pause(), e.getMessage());
        }
    }

    private void scale() throws IOException {
        Fading fading = roster.fading();
        giveBackDone(fading);
        giveBackIdle();
        int wanted = wanted(fading);
        grow(wanted);
        shrink(wanted);
    }

    private void bury() throws IOException {
        if (live.isEmpty()) {
            return;
        }
        Map<JobId, Live> byJob = new HashMap<>();
        live.values().forEach(one -> byJob.put(one.job(), one));
        Map<JobId, JobStatus> all = provider.status(byJob.keySet());
        for (Map.Entry<JobId, JobStatus> entry : all.entrySet()) {
            Live one = byJob.get(entry.getKey());
            if (one != null && entry.getValue().state().terminal()) {
                ended(one, entry.getValue());
            } else if (one != null && watch.seen(one.block(), entry.getValue())) {
                Instant now = Instant.now();
                Duration age = Duration.between(one.block().begun().orElse(now), now);
                roster.runs(one.block().id(), age, one.block().walltime());
            }
        }
    }

    private void ended(Live one, JobStatus status) throws IOException {
        live.remove(one.block().id());
        enrolments.close(one.block().id());
        backOff.died(one.bornNanos(), nanos.getAsLong());
        String tail = one.block().logTail();
        watch.ended(one.block(), status, BlockWatch.told(status), tail);
        if (status.state() == JobState.COMPLETED) {
            LOG.infof("block=%s job=%s %s", one.block().id(), one.job(), BlockWatch.told(status));
        } else {
            LOG.warnf(
                    "block=%s job=%s %s young=%d next=%s stderr=%s",
                    one.block().id(),
                    one.job(),
                    BlockWatch.told(status),
                    backOff.failures(),
                    backOff.pause(),
                    tail.isEmpty() ? "(empty)" : tail);
        }
        scheduler.blockEnded(
                one.block().id(),
                "ended: " + BlockWatch.told(status),
                tail,
                status.state() == JobState.TIMEOUT);
        // A leader that was killed may leave children behind.
        provider.cancel(List.of(one.job()));
        one.block().end(BlockWatch.told(status));
        folders.prune(live.keySet());
    }

    private int wanted(Fading fading) {
        int unfinished = scheduler.load().unfinished();
        // What gets nothing more does none of what waits, and is still one of max_blocks.
        int going = (int) fading.blocks().stream().filter(live::containsKey).count();
        // Blocks that are there are not demand, where they are about to be given back.
        int counted = hold.givesBack() ? 0 : live.size() - going;
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
        boolean idle = scheduler.load().unfinished() == 0;
        for (Live one : youngest()) {
            String id = one.block().id();
            if (fading.done().contains(id) && roster.release(id, "has drained")) {
                // Without demand nobody takes its place, also where it was there from the start.
                settled |= idle && engine.scaling().mayShrink();
                giveBack(one);
            }
        }
    }

    private void grow(int wanted) throws IOException {
        while (!closed && live.size() < wanted && backOff.over(nanos.getAsLong())) {
            submit();
        }
    }

    /** Ends blocks that have had nothing to do for {@code max_idletime}, the youngest first. */
    private void giveBackIdle() throws IOException {
        int unfinished = scheduler.load().unfinished();
        List<String> over =
                idle.over(live.keySet(), roster.busyBlocks(), unfinished, nanos.getAsLong());
        int kept = Math.max(engine.provider().blocks().minBlocks(), hold.blocks());
        for (Live one : youngest()) {
            if (live.size() > kept
                    && over.contains(one.block().id())
                    && roster.release(one.block().id(), "was idle for max_idletime")) {
                settled = true;
                giveBack(one);
            }
        }
    }

    private List<Live> youngest() {
        List<Live> youngest = new ArrayList<>(live.values());
        youngest.sort(
                Comparator.comparingInt((Live one) -> BlockFolders.number(one.block().folder()))
                        .reversed());
        return youngest;
    }

    /** Ends what is above what is wanted and has nothing to do, the youngest first. */
    private void shrink(int wanted) throws IOException {
        if (!hold.givesBack()) {
            return;
        }
        for (Live one : youngest()) {
            if (live.size() > wanted && roster.release(one.block().id(), "no longer needed")) {
                giveBack(one);
            }
        }
        if (live.size() <= wanted) {
            hold.givenBack();
        }
    }

    private void giveBack(Live one) throws IOException {
        live.remove(one.block().id());
        watch.forget(one.block().id());
        enrolments.close(one.block().id());
        provider.cancel(List.of(one.job()));
        scheduler.blockEnded(one.block().id(), "was given back", "");
        one.block().end("given back, as it was no longer needed");
        LOG.infof("block=%s job=%s given back", one.block().id(), one.job());
        folders.prune(live.keySet());
    }

    private void submit() throws IOException {
        number++;
        Block block = maker.make(number);
        // Its node managers may be there before the provider has answered.
        enrolments.open(block);
        try {
            JobId job = provider.submit(maker.request(block));
            block.keep(job);
            live.put(block.id(), new Live(block, job, nanos.getAsLong()));
            LOG.infof("block=%s job=%s submitted", block.id(), job);
        } catch (BeamletException e) {
            enrolments.close(block.id());
            block.end("was not submitted: " + e.getMessage());
            throw e;
        }
    }

    /** {@return what lets node managers of these blocks in} */
    public BlockSecrets secrets() {
        return enrolments;
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
        return live.values().stream()
                .sorted(Comparator.comparingInt(one -> BlockFolders.number(one.block().folder())))
                .map(one -> watch.view(one.block(), one.job(), nodes, now))
                .toList();
    }

    /** {@return how the last block ended, if it failed} */
    public Optional<String> lastFailure() {
        return watch.lastFailure();
    }

    /** {@return how many blocks run or wait} */
    public int size() {
        return live.size();
    }

    /** Ends the watch; blocks go on. */
    public void stop() throws InterruptedException {
        closed = true;
        wakeUp.release();
        if (thread.getState() != Thread.State.NEW) {
            thread.join();
        }
    }

    /** Ends all blocks. */
    public void cancelAll() throws IOException {
        provider.cancel(live.values().stream().map(Live::job).toList());
        for (Live one : List.copyOf(live.values())) {
            live.remove(one.block().id());
            enrolments.close(one.block().id());
            one.block().end("cancelled, as the endpoint was stopped");
        }
    }
}

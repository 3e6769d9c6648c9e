package org.beamlet.agent.block;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.beamlet.agent.home.PrivateFiles;
import org.beamlet.agent.link.BlockSecrets;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.providers.JobId;
import org.beamlet.providers.JobStatus;
import org.beamlet.providers.Provider;
import org.jboss.logging.Logger;

/**
 * The blocks of an endpoint, from before their submission until their jobs are no more; what of
 * them a restarted agent must know is in their folders.
 */
final class Blocks {
    private static final Logger LOG = Logger.getLogger(Blocks.class);

    /** For a batch system that does not answer at once when the endpoint is stopped: 20 s. */
    private static final int FAREWELLS = 100;

    private static final Duration BETWEEN = Duration.ofMillis(200);

    private final BlockFolders folders;
    private final Provider provider;
    private final BlockMaker maker;
    private final Queues queues;
    private final LongSupplier nanos;
    private final Enrolments enrolments;
    private final UnsureBlocks unsure;
    private final LeavingBlocks leaving;
    private final Map<String, LiveBlock> live = new ConcurrentHashMap<>();
    private final Set<String> died = new HashSet<>();
    private int number;
    private volatile BlockAccount account = BlockAccount.NONE;

    /**
     * Begins with none.
     *
     * @param somethingHappened run when a block may have ended
     */
    Blocks(
            Path folder,
            Provider provider,
            BlockMaker maker,
            Queues queues,
            LongSupplier nanos,
            Runnable somethingHappened) {
        this.folders = new BlockFolders(folder);
        this.provider = provider;
        this.maker = maker;
        this.queues = queues;
        this.nanos = nanos;
        this.enrolments = new Enrolments(somethingHappened);
        this.unsure = new UnsureBlocks(provider);
        this.leaving = new LeavingBlocks(provider);
    }

    void account(BlockAccount keeper) {
        account = keeper;
        enrolments.account(keeper);
    }

    /** Takes over those of an earlier agent and names those that live. */
    Set<String> adopt() throws IOException {
        PrivateFiles.folder(folders.folder());
        List<LiveBlock> found = new ArrayList<>();
        for (Path child : folders.all()) {
            number = Math.max(number, BlockFolders.number(child));
            Optional<Block> block = Block.open(child);
            if (block.isPresent()) {
                adopt(block.get()).ifPresent(found::add);
            }
        }
        Map<JobId, JobStatus> all = provider.status(found.stream().map(LiveBlock::job).toList());
        for (LiveBlock one : found) {
            JobStatus status = all.get(one.job());
            if (status != null && status.state().terminal()) {
                died.add(one.id());
                provider.collect(one.block().folder());
                over(one.block(), BlockWatch.told(one.block().refined(status)));
            } else {
                accept(one);
                LOG.infof("block=%s job=%s adopted", one.id(), one.job());
            }
        }
        return Stream.concat(live.keySet().stream(), unsure.all().stream().map(Block::id))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Tells the node managers of all blocks where the agent is, which may have been elsewhere. */
    void tellAgent(String address) {
        Stream.concat(live.values().stream().map(LiveBlock::block), unsure.all().stream())
                .forEach(block -> {
                    try {
                        block.tellAgent(address);
                    } catch (IOException | BeamletException e) {
                        LOG.warnf(
                                "block=%s is not told where the agent is: %s",
                                block.id(), e.getMessage());
                    }
                });
    }

    private Optional<LiveBlock> adopt(Block block) throws IOException {
        enrolments.open(block);
        queues.adopted(block.id(), block.queue());
        long now = nanos.getAsLong();
        try {
            Optional<JobId> job = block.jobId();
            if (job.isEmpty()) {
                // The agent was killed between submission and record, or before submission.
                job = provider.find(block.id());
            }
            if (job.isPresent()) {
                return Optional.of(new LiveBlock(block, job.get()));
            }
        } catch (BeamletException e) {
            LOG.warnf("block=%s %s", block.id(), e.getMessage());
        }
        unsure.add(block, now);
        return Optional.empty();
    }

    private void accept(LiveBlock one) throws IOException {
        // In this order: a job whose id cannot be written down is one of ours all the same.
        live.put(one.id(), one);
        one.block().keep(one.job());
    }

    /** {@return those of the earlier agent's that have ended since} */
    Set<String> died() {
        return Set.copyOf(died);
    }

    /**
     * Asks the provider for one more.
     *
     * @param queue of which it is asked
     */
    void submit(int queue) throws IOException {
        number++;
        Block block = maker.make(number, queue);
        queues.asked(block.id(), queue);
        // Its node managers may be there before the provider has answered.
        enrolments.open(block);
        try {
            JobId job = provider.submit(maker.request(block).in(queue));
            accept(new LiveBlock(block, job));
            LOG.infof("block=%s job=%s submitted", block.id(), job);
            account.asked(block.id(), job);
        } catch (BeamletException e) {
            if (e.code() == ErrorCode.SUBMIT_UNANSWERED) {
                unsure.add(block, nanos.getAsLong());
            } else {
                queues.forget(block.id());
                over(block, "was not submitted: " + e.getMessage());
            }
            throw e;
        }
    }

    /**
     * Looks after those whose jobs are not known and those whose jobs do not end.
     *
     * @return those that turn out never to have been submitted
     */
    List<Block> settle() throws IOException {
        long now = nanos.getAsLong();
        leaving.end(now);
        UnsureBlocks.Known known = unsure.ask(now);
        for (LiveBlock one : known.there()) {
            accept(one);
            LOG.infof("block=%s job=%s found", one.id(), one.job());
            account.asked(one.id(), one.job());
        }
        for (Block one : known.never()) {
            over(one, "was never submitted");
            LOG.infof("block=%s was never submitted", one.id());
        }
        return known.never();
    }

    /** Gives blocks back, by one command; their node managers are not let in any more. */
    void leave(Collection<LiveBlock> some, String why) throws IOException {
        for (LiveBlock one : some) {
            live.remove(one.id());
            enrolments.close(one.id());
            account.ended(one.id(), one.job(), why);
        }
        leaving.add(some, why, nanos.getAsLong());
        prune();
    }

    /** A job has ended by itself. */
    void ended(LiveBlock one, String how) throws IOException {
        live.remove(one.id());
        provider.ended(one.job());
        account.ended(one.id(), one.job(), how);
        over(one.block(), how);
    }

    private void over(Block block, String how) throws IOException {
        enrolments.close(block.id());
        block.end(how);
    }

    /** Removes the folders of those that ended long ago. */
    void prune() throws IOException {
        Set<String> kept = new HashSet<>(live.keySet());
        kept.addAll(leaving.ids());
        unsure.all().forEach(block -> kept.add(block.id()));
        folders.prune(kept, provider::remove);
    }

    /** Gives all back, and waits for it. */
    void leaveAll(String why) throws IOException, InterruptedException {
        leave(live(), why);
        for (int tried = 0; leaving.size() > 0 && tried < FAREWELLS; tried++) {
            Thread.sleep(BETWEEN);
            leaving.end(nanos.getAsLong());
        }
        leaving.all()
                .forEach(one ->
                        LOG.errorf(
                                "block=%s job=%s may go on: the batch system has not said that it ended; the endpoint's next start takes it over, or end it there",
                                one.id(), one.job()));
        unsure.all()
                .forEach(one ->
                        LOG.errorf(
                                "block=%s may have a job of that name: the batch system has not said whether it took it; the endpoint's next start looks for it, or end it there",
                                one.id()));
    }

    Collection<LiveBlock> live() {
        return List.copyOf(live.values());
    }

    Set<String> ids() {
        return Set.copyOf(live.keySet());
    }

    boolean has(String id) {
        return live.containsKey(id);
    }

    List<LiveBlock> youngest() {
        return live.values().stream()
                .sorted(Comparator.comparingInt(LiveBlock::number).reversed())
                .toList();
    }

    /** {@return those of which nobody knows yet whether there is a job} */
    List<Block> unsure() {
        return unsure.all();
    }

    /** {@return those that have, or may have, a job} */
    Set<String> withJobs() {
        Set<String> all = new HashSet<>(live.keySet());
        unsure.all().forEach(block -> all.add(block.id()));
        all.addAll(leaving.ids());
        return all;
    }

    /** {@return how many are wanted and there, or may be} */
    int size() {
        return live.size() + unsure.size();
    }

    /** {@return how many have, or may have, a job} */
    int jobs() {
        return size() + leaving.size();
    }

    BlockSecrets secrets() {
        return enrolments;
    }
}

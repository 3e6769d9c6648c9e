package org.beamlet.agent.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.beamlet.providers.BlockRequest;
import org.beamlet.providers.JobId;
import org.beamlet.providers.JobState;
import org.beamlet.providers.JobStatus;
import org.beamlet.providers.Provider;

/** Grants every block at once and says of it what the test says; outlives agents. */
final class FakeProvider implements Provider {
    final BlockingQueue<Path> blockFiles = new LinkedBlockingQueue<>();
    final Map<JobId, JobStatus> jobs = new ConcurrentHashMap<>();

    @Override
    public String script(BlockRequest block) {
        return block.command();
    }

    @Override
    public JobId submit(BlockRequest block) {
        JobId id = new JobId(block.name());
        jobs.put(id, JobStatus.of(JobState.RUNNING));
        blockFiles.add(block.folder().resolve("block.json"));
        return id;
    }

    Path awaitBlock() throws InterruptedException {
        Path file = blockFiles.poll(2, TimeUnit.MINUTES);
        if (file == null) {
            throw new AssertionError("no block was asked for");
        }
        return file;
    }

    void end(JobStatus how) {
        jobs.replaceAll((_, _) -> how);
    }

    @Override
    public Map<JobId, JobStatus> status(Collection<JobId> asked) {
        Map<JobId, JobStatus> known = new HashMap<>(jobs);
        known.keySet().retainAll(asked);
        return known;
    }

    @Override
    public void cancel(Collection<JobId> ended) {
        ended.forEach(id -> jobs.put(id, JobStatus.of(JobState.CANCELLED)));
    }

    @Override
    public Optional<JobId> find(String name) {
        return Optional.of(new JobId(name)).filter(jobs::containsKey);
    }

    @Override
    public Duration pollingInterval() {
        return Duration.ofMillis(50);
    }
}

package org.beamlet.providers.batch;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.providers.BlockRequest;
import org.beamlet.providers.JobId;
import org.beamlet.providers.JobState;
import org.beamlet.providers.JobStatus;
import org.beamlet.providers.LoginAnswer;
import org.beamlet.providers.LoginStep;
import org.beamlet.providers.Provider;
import org.beamlet.providers.SubmitRefused;
import org.beamlet.providers.command.CommandResult;
import org.beamlet.providers.command.CommandRunner;

/** Blocks that are jobs of a batch system, which is asked by its own commands. */
public final class BatchProvider implements Provider {
    /** A batch system is there for all its users. */
    private static final Duration POLLING = Duration.ofSeconds(30);

    private static final Duration ARRIVAL = Duration.ofSeconds(60);

    /** Those that blocks are asked of; they differ by the queue. */
    private final List<BatchSystem> queues;

    /** For whatever is the same of all of them. */
    private final BatchSystem system;

    private final Site site;
    private final LongSupplier nanos;
    private final Patience patience;

    /** Those that an answer did not name, the last time. */
    private final Set<JobId> unseen = new HashSet<>();

    /**
     * For a batch system whose commands are given on this machine.
     *
     * @param nanos a clock that never goes back
     */
    public BatchProvider(BatchSystem system, CommandRunner commands, LongSupplier nanos) {
        this(system, new LocalSite(commands), nanos);
    }

    /**
     * Asks nothing yet.
     *
     * @param nanos a clock that never goes back
     */
    public BatchProvider(BatchSystem system, Site site, LongSupplier nanos) {
        this(List.of(system), site, nanos);
    }

    /**
     * Asks nothing yet.
     *
     * @param queues one batch system, with one or several queues
     * @param nanos a clock that never goes back
     */
    public BatchProvider(List<BatchSystem> queues, Site site, LongSupplier nanos) {
        this.queues = List.copyOf(queues);
        this.system = queues.getFirst();
        this.site = site;
        this.nanos = nanos;
        this.patience = new Patience(system.name());
    }

    @Override
    public String script(BlockRequest block) {
        return of(block).script(block);
    }

    private BatchSystem of(BlockRequest block) {
        return queues.get(block.queue());
    }

    @Override
    public JobId submit(BlockRequest block) {
        write(block);
        CommandResult answer = run(of(block).submission(block));
        Submitted how =
                answer.answered() ? system.submitted(answer) : new Submitted.Unsure(answer.told());
        return switch (how) {
            case Submitted.Accepted accepted -> accepted.job();
            case Submitted.Refused refused ->
                    throw new SubmitRefused(
                            refused.verdict(),
                            "%s does not take block %s: %s"
                                    .formatted(system.name(), block.name(), refused.why()),
                            refused.remedy());
            case Submitted.Unsure unsure ->
                    throw new BeamletException(
                            ErrorCode.SUBMIT_UNANSWERED,
                            "whether %s has taken block %s is not known: %s"
                                    .formatted(system.name(), block.name(), unsure.why()),
                            "wait: it is asked for a job of that name before another is submitted");
        };
    }

    private void write(BlockRequest block) {
        try {
            site.write(block, of(block).script(block));
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.SUBMIT_REJECTED,
                    "the script of block %s cannot be written: %s"
                            .formatted(block.name(), e.getMessage()),
                    site.loginRequired()
                            ? "log in; it is tried again then"
                            : "see that %s is writable and has room".formatted(block.folder()),
                    e);
        }
    }

    @Override
    public synchronized Map<JobId, JobStatus> status(Collection<JobId> jobs) {
        Map<JobId, JobStatus> all = new HashMap<>();
        unseen.retainAll(jobs);
        if (!patience.over(nanos.getAsLong())) {
            return all;
        }
        for (List<JobId> some : parts(jobs)) {
            CommandResult answer = run(system.query(some));
            switch (answer.answered() ? system.read(answer) : unanswered(answer)) {
                case Reading.NoAnswer none -> {
                    // The next would wait for the same time as this one.
                    patience.failed(nanos.getAsLong(), none.why());
                    return all;
                }
                case Reading.Known known -> {
                    patience.answered();
                    some.forEach(job ->
                            judge(job, Optional.ofNullable(known.jobs().get(job)))
                                    .ifPresent(status -> all.put(job, status)));
                }
            }
        }
        return all;
    }

    private static Reading unanswered(CommandResult answer) {
        return new Reading.NoAnswer(answer.told());
    }

    private List<List<JobId>> parts(Collection<JobId> jobs) {
        List<JobId> all = List.copyOf(jobs);
        List<List<JobId>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += system.queryBatch()) {
            parts.add(all.subList(from, Math.min(all.size(), from + system.queryBatch())));
        }
        return parts;
    }

    /**
     * A job is gone once it was missing twice: what has just been submitted may not be there yet.
     */
    private Optional<JobStatus> judge(JobId job, Optional<JobStatus> said) {
        if (said.isPresent()) {
            unseen.remove(job);
            return said.get().state().terminal() ? inquire(job).status().or(() -> said) : said;
        }
        Inquired inquired = inquire(job);
        if (inquired.status().isPresent()) {
            unseen.remove(job);
            return inquired.status();
        }
        if (!inquired.answered() || unseen.add(job)) {
            return Optional.empty();
        }
        unseen.remove(job);
        return Optional.of(
                JobStatus.of(
                        JobState.MISSING, "%s knows the job no more".formatted(system.name())));
    }

    /**
     * What became of inquiries for a job.
     *
     * @param answered whether all of them were, where none told
     */
    private record Inquired(Optional<JobStatus> status, boolean answered) {}

    private Inquired inquire(JobId job) {
        boolean answered = true;
        for (Inquiry inquiry : system.inquiries(job)) {
            CommandResult answer = run(inquiry.command());
            answered &= answer.answered();
            Optional<JobStatus> told =
                    answer.answered() ? inquiry.read().apply(answer) : Optional.empty();
            if (told.isPresent()) {
                return new Inquired(told, true);
            }
        }
        return new Inquired(Optional.empty(), answered);
    }

    @Override
    public void cancel(Collection<JobId> jobs) {
        if (jobs.isEmpty()) {
            return;
        }
        CommandResult answer = run(system.cancellation(jobs));
        if (!answer.answered() || !system.cancelled(answer)) {
            throw new BeamletException(
                    ErrorCode.COMMAND_FAILED,
                    "%s does not end jobs: %s".formatted(system.name(), answer.told()),
                    "wait: it is told again");
        }
    }

    @Override
    public Optional<JobId> find(String name) {
        String why = "";
        for (List<String> search : system.searches(name, site.user())) {
            CommandResult answer = run(search);
            why = answer.told();
            try {
                if (answer.answered()) {
                    return system.found(answer, name, site.user());
                }
            } catch (Unreadable _) {
                // As if it had not been answered.
            }
        }
        throw new BeamletException(
                ErrorCode.COMMAND_FAILED,
                "whether there is a job %s is not known: %s".formatted(name, why),
                "wait: %s is asked again".formatted(system.name()));
    }

    private CommandResult run(List<String> command) {
        return site.run(command, system.commandLimit());
    }

    @Override
    public Duration pollingInterval() {
        return POLLING;
    }

    /** What was on its way when its sender gave up has arrived by then. */
    @Override
    public Duration arrival() {
        return ARRIVAL;
    }

    @Override
    public Optional<String> trouble() {
        return site.trouble().or(() -> patience.trouble(nanos.getAsLong()));
    }

    @Override
    public boolean ready() {
        return site.ready();
    }

    @Override
    public boolean loginRequired() {
        return site.loginRequired();
    }

    @Override
    public void collect(Path folder) {
        site.collect(folder);
    }

    @Override
    public void remove(String block) {
        site.remove(block);
    }

    /** Whoever has just logged in need not wait for as long as nobody did. */
    @Override
    public LoginStep login(LoginAnswer answer) {
        LoginStep step = site.login(answer);
        if (step instanceof LoginStep.Done) {
            patience.hasten(nanos.getAsLong());
        }
        return step;
    }

    @Override
    public void close() {
        site.close();
    }
}

package org.beamlet.agent.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.beamlet.providers.Verdict;
import org.beamlet.providers.batch.BatchSystem;

/**
 * What a site allows, as its {@code limits.yaml} says.
 *
 * @param site for people
 * @param usual the queue of jobs that name none; may be empty
 * @param jobs of all queues together
 * @param words that the site says where it takes no job, where they mean more than usual
 */
public record SiteLimits(
        String site, String usual, JobLimits jobs, List<QueueLimits> queues, List<Word> words) {
    public SiteLimits {
        queues = List.copyOf(queues);
        words = List.copyOf(words);
    }

    /**
     * What words mean.
     *
     * @param remedy may be empty
     */
    public record Word(String says, Verdict verdict, String remedy) {}

    /** {@return the limits of the queue of a job} */
    public Optional<QueueLimits> of(BatchSystem job) {
        return job.queue().isEmpty()
                ? named(usual)
                : job.queueNames().stream().flatMap(name -> named(name).stream()).findFirst();
    }

    Optional<QueueLimits> named(String name) {
        return queues.stream()
                .filter(queue -> !name.isEmpty() && queue.name().equals(name))
                .findFirst();
    }

    /** {@return the routing queue behind which there is one of that name} */
    Optional<QueueLimits> inFrontOf(String name) {
        return queues.stream()
                .filter(queue -> queue.routes().stream().anyMatch(one -> one.name().equals(name)))
                .findFirst();
    }

    /** {@return what the site means by that} */
    public Optional<Word> word(String said) {
        String text = said.toLowerCase(Locale.ROOT);
        return words.stream()
                .filter(one -> text.contains(one.says().toLowerCase(Locale.ROOT)))
                .findFirst();
    }
}

package org.beamlet.providers.batch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.beamlet.providers.JobId;

/** Gathers the words of a command. */
public final class CommandWords {
    private final List<String> words;

    /** Begins with the program. */
    public CommandWords(String... first) {
        words = new ArrayList<>(List.of(first));
    }

    public CommandWords add(String... more) {
        words.addAll(List.of(more));
        return this;
    }

    /** Adds an option, unless its value is empty. */
    public CommandWords unlessEmpty(String option, String value) {
        return value.isEmpty() ? this : add(option, value);
    }

    /** Adds the ids of jobs, a word each. */
    public CommandWords jobs(Collection<JobId> jobs) {
        jobs.forEach(job -> words.add(job.value()));
        return this;
    }

    public List<String> list() {
        return List.copyOf(words);
    }
}

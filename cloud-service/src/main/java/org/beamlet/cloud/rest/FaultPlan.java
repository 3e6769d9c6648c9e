package org.beamlet.cloud.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** The faults that are still to come; made at the first request, see {@link Allowances}. */
@ApplicationScoped
public class FaultPlan {
    /** What is done instead of answering. */
    public enum Fault {
        /** Answers 503. */
        REFUSE,
        /** Closes the connection. */
        CUT,
        /** Ends the process, as kill -9 does. */
        HALT
    }

    private final Queue<Fault> faults;

    @Inject
    public FaultPlan(
            @ConfigProperty(name = "beamlet.faults.after-commit") Optional<List<Fault>> faults) {
        this.faults = new ConcurrentLinkedQueue<>(faults.orElse(List.of()));
    }

    @Nullable Fault next() {
        return faults.poll();
    }
}

package org.beamlet.cloud.group;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.beamlet.cloud.endpoint.EndpointLife;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;
import org.jspecify.annotations.Nullable;

/** Gives the tasks of a group to its endpoints, and says why where it cannot. */
public final class Placement {
    private final EndpointGroup group;
    private final Map<EndpointId, EndpointLife> members;
    private final Map<EndpointId, Set<FunctionId>> allowed;
    private final Map<EndpointId, Load> loads;
    private final Instant now;

    /** How much an endpoint has to do, and with how many workers. */
    record Load(long unfinished, int workers) {
        double share() {
            return (double) unfinished / Math.max(1, workers);
        }

        Load more() {
            return new Load(unfinished + 1, workers);
        }
    }

    /**
     * Where a task goes.
     *
     * @param endpoint empty where no endpoint can take it now
     * @param why it waits; empty where it does not
     */
    public record Choice(Optional<EndpointId> endpoint, String why) {}

    /**
     * @param allowed functions of those members that do not run all
     */
    Placement(
            EndpointGroup group,
            Map<EndpointId, EndpointLife> members,
            Map<EndpointId, Set<FunctionId>> allowed,
            Map<EndpointId, Load> loads,
            Instant now) {
        this.group = group;
        this.members = Map.copyOf(members);
        this.allowed = Map.copyOf(allowed);
        this.loads = new HashMap<>(loads);
        this.now = now;
    }

    /**
     * Chooses an endpoint for one task, and counts the task as its own from here on.
     *
     * @param except an endpoint that it is to be taken away from; null for none
     */
    public Choice choose(FunctionId function, Set<String> roots, @Nullable EndpointId except) {
        EndpointId best = null;
        List<String> reasons = new ArrayList<>();
        for (EndpointId id : group.members()) {
            Optional<String> obstacle = obstacle(id, function, roots);
            if (obstacle.isPresent()) {
                reasons.add(obstacle.get());
            } else if (!id.equals(except) && (best == null || better(id, best))) {
                best = id;
            }
        }
        if (best == null) {
            return new Choice(
                    Optional.empty(),
                    "no endpoint of group '%s' can take it: %s"
                            .formatted(group.name(), String.join("; ", reasons)));
        }
        loads.computeIfPresent(best, (_, load) -> load.more());
        return new Choice(Optional.of(best), "");
    }

    public EndpointGroup.Running running() {
        return group.running();
    }

    private boolean better(EndpointId one, EndpointId best) {
        return group.policy() == EndpointGroup.Policy.LEAST_LOADED && share(one) < share(best);
    }

    private double share(EndpointId id) {
        return loads.getOrDefault(id, new Load(0, 0)).share();
    }

    private Optional<String> obstacle(EndpointId id, FunctionId function, Set<String> roots) {
        EndpointLife life = members.get(id);
        if (life == null) {
            return Optional.of("%s does not exist any more".formatted(id));
        }
        Set<String> missing = new TreeSet<>(roots);
        missing.removeAll(life.roots());
        if (!missing.isEmpty()) {
            return Optional.of(
                    "'%s' has no data root %s".formatted(life.name(), String.join(", ", missing)));
        }
        if (life.restricted() && !allowed.getOrDefault(id, Set.of()).contains(function)) {
            return Optional.of("'%s' does not allow the function".formatted(life.name()));
        }
        if (!life.online(now)) {
            return Optional.of(
                    life.heartbeatMs() == 0
                            ? "'%s' was never online".formatted(life.name())
                            : "'%s' is offline, last heard of at %s"
                                    .formatted(
                                            life.name(), Instant.ofEpochMilli(life.heartbeatMs())));
        }
        return Optional.empty();
    }
}

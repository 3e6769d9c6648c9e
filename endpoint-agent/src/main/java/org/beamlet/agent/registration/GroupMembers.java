package org.beamlet.agent.registration;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jboss.logging.Logger;

/** Members of the service's groups, asked for again once a minute. */
public final class GroupMembers implements Function<UUID, Set<UUID>> {
    private static final Logger LOG = Logger.getLogger(GroupMembers.class);
    private static final Duration FRESH = Duration.ofMinutes(1);

    private final Registrar registrar;
    private final Map<UUID, Known> known = new HashMap<>();

    private record Known(Set<UUID> members, long untilNanos) {}

    public GroupMembers(Registrar registrar) {
        this.registrar = registrar;
    }

    /**
     * {@return who belongs to a group}
     *
     * @throws IllegalStateException where that cannot be known now
     */
    @Override
    public synchronized Set<UUID> apply(UUID group) {
        Known cached = known.get(group);
        if (cached == null || System.nanoTime() - cached.untilNanos() > 0) {
            cached = new Known(ask(group), System.nanoTime() + FRESH.toNanos());
            known.put(group, cached);
        }
        return cached.members();
    }

    private Set<UUID> ask(UUID group) {
        try {
            return Set.copyOf(registrar.groupMembers(group));
        } catch (BeamletException e) {
            if (e.code() == ErrorCode.AUTH_GROUP_NOT_FOUND
                    || e.code() == ErrorCode.AUTH_GROUP_ACCESS_FORBIDDEN) {
                LOG.errorf("group=%s has no members here: %s", group, e.getMessage());
                return Set.of();
            }
            throw new IllegalStateException("who belongs to a group: " + e.getMessage(), e);
        }
    }
}

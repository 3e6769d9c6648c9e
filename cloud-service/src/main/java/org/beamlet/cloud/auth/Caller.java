package org.beamlet.cloud.auth;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.beamlet.protocol.id.EndpointId;
import org.jspecify.annotations.Nullable;

/**
 * The user on whose behalf a request is made.
 *
 * @param operator whether they may look after the service
 * @param groups those they belong to or own
 * @param credential what they showed, in words that may be logged; never a secret
 * @param endpoint the one user endpoint for whose agent the credential is good, and for nothing
 *     else; null for a person's or a service client's
 */
public record Caller(
        UUID userId,
        String name,
        boolean operator,
        Set<UUID> groups,
        String credential,
        @Nullable EndpointId endpoint) {
    /** Whoever can read the service's data folder, on its host. */
    public static final Caller FOLDER_OWNER =
            new Caller(new UUID(0, 0), "admin.secret", true, Set.of(), "admin.secret");

    private static final String INSTALLATION = "installation";

    public Caller {
        groups = Set.copyOf(groups);
    }

    /** Somebody with all their rights. */
    public Caller(UUID userId, String name, boolean operator, Set<UUID> groups, String credential) {
        this(userId, name, operator, groups, credential, null);
    }

    /** Somebody without groups or office. */
    public Caller(UUID userId, String name) {
        this(userId, name, false, Set.of(), "");
    }

    /** {@return the service itself, which publishes under that user what it came with} */
    static Caller installation(UUID userId, String name) {
        return new Caller(userId, name, true, Set.of(), INSTALLATION);
    }

    /** {@return whether it is the service itself; what operators say counts before it} */
    public boolean isInstallation() {
        return credential.equals(INSTALLATION);
    }

    /**
     * {@return the groups for a query's IN, which must not be empty: at least one id of nobody's}
     */
    public List<UUID> groupsOrNone() {
        return groups.isEmpty() ? List.of(new UUID(0, 0)) : List.copyOf(groups);
    }
}

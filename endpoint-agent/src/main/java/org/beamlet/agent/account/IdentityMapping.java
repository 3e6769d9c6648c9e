package org.beamlet.agent.account;

import java.util.List;
import java.util.Optional;

/** One way from identities to the name of an account. */
sealed interface IdentityMapping permits ExpressionMapping, ExternalMapping {
    /**
     * Maps a user.
     *
     * @return a name that nobody has looked at yet; empty where no identity has one
     */
    Optional<String> name(List<Identity> identities);
}

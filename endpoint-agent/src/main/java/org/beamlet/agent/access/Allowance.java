package org.beamlet.agent.access;

import java.util.Optional;

/** What a user may still use of an endpoint. */
@FunctionalInterface
public interface Allowance {
    /** As much as there is. */
    Allowance FREE = _ -> Optional.empty();

    /** {@return why no other task of a user is taken, if none is} */
    Optional<AccessRules.Refusal> refusal(String user);
}

package org.beamlet.cloud.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Supplier;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.protocol.error.BeamletException;

/**
 * Hands out logins at the broker. A revocation that comes while one is made would not see it, so
 * the token is looked at once more when it is there.
 */
@ApplicationScoped
public class FreshLogin {
    private final CloudService service;
    private final CurrentCaller caller;

    @Inject
    public FreshLogin(CloudService service, CurrentCaller caller) {
        this.service = service;
        this.caller = caller;
    }

    /**
     * Makes a login.
     *
     * @param end what ends it again
     */
    <T> T of(Supplier<T> make, Runnable end) {
        T made = make.get();
        try {
            caller.token().ifPresent(token -> service.access().credentials().asOfNow(token));
        } catch (BeamletException e) {
            end.run();
            throw e;
        }
        return made;
    }
}

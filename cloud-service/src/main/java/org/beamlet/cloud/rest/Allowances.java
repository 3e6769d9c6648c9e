package org.beamlet.cloud.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.limit.Allowance;

/** Which allowance a user has; made at the first request, for filters come before settings. */
@ApplicationScoped
public class Allowances {
    private final RateSettings settings;

    @Inject
    public Allowances(RateSettings settings) {
        this.settings = settings;
    }

    Allowance of(Caller user) {
        int requests = settings.users().getOrDefault(user.name(), settings.requests());
        return new Allowance(requests, settings.window());
    }
}

package org.beamlet.cloud.endpoint;

import org.beamlet.cloud.repeat.Call;
import org.beamlet.cloud.repeat.UnansweredCalls;
import org.beamlet.protocol.id.EndpointId;

/**
 * Gives ids to endpoints that have none yet; a registration sent again gets the id it was given.
 */
public final class NewEndpoints {
    private final UnansweredCalls unanswered;

    public NewEndpoints(UnansweredCalls unanswered) {
        this.unanswered = unanswered;
    }

    public EndpointId id(Call call) {
        return EndpointId.parse(unanswered.once(call, _ -> EndpointId.random().toString()).text());
    }
}

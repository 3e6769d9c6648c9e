package org.beamlet.cloud.task;

import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.endpoint.RegisteredEndpoint;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.rest.SubmitRequest;

/** Which queue a submission goes to: that of the endpoint, or of one that is started for it. */
@FunctionalInterface
public interface Destination {
    /** {@return the endpoint that will take the tasks; raises where there is none to be had} */
    EndpointId of(Caller caller, RegisteredEndpoint endpoint, SubmitRequest request);
}

package org.beamlet.cloud.task;

import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.endpoint.RegisteredEndpoint;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.rest.SubmitRequest;

/** Which endpoint takes a submission: the one that was named, or one that is started for it. */
@FunctionalInterface
public interface ReadyEndpoint {
    /** {@return the endpoint that will take the tasks; raises where there is none to be had} */
    EndpointId of(Caller caller, RegisteredEndpoint endpoint, SubmitRequest request);
}

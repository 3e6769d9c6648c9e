package org.beamlet.cloud.service;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.beamlet.cloud.auth.AdminSecret;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.objects.Artifacts;
import org.beamlet.cloud.objects.FolderObjects;
import org.beamlet.cloud.objects.ObjectSettings;
import org.beamlet.cloud.peer.MovableClock;
import org.beamlet.cloud.peer.PlayedAgent;
import org.beamlet.cloud.peer.Rest;
import org.beamlet.cloud.peer.RestartableBroker;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.rest.EndpointRegistration;
import org.beamlet.protocol.rest.FunctionRegistration;
import org.beamlet.protocol.rest.SubmitRequest;
import org.beamlet.protocol.rest.SubmitResponse;
import org.jspecify.annotations.Nullable;

/** A service in this process, with one user, one function and one endpoint. */
final class RunningParts implements AutoCloseable {
    static final String PAYLOAD = Payloads.pack("11\n[]", "11\n{}");

    final RestartableBroker broker;
    final MovableClock clock = new MovableClock();
    final CloudService service;
    final Caller alice;
    final FunctionId function;
    final EndpointRegistration.Answer registration;
    final EndpointId endpoint;

    RunningParts(Path folder) {
        broker = new RestartableBroker(folder.resolve("broker"));
        Store store = Store.open(folder.resolve("store"));
        service =
                CloudService.start(
                        store,
                        broker,
                        clock,
                        AdminSecret.in(folder.resolve("admin.secret")),
                        new Artifacts(
                                store,
                                new FolderObjects(folder.resolve("objects")),
                                clock,
                                folder.resolve("incoming"),
                                ObjectSettings.LARGEST));
        alice = service.tokens().mint("alice").caller();
        function = service.functions().register(alice, registration("f", Rest.code("f")));
        registration = register("ws");
        endpoint = EndpointId.parse(registration.endpointId());
    }

    static FunctionRegistration registration(String name, String code) {
        return new FunctionRegistration(name, code, null, null, null, null);
    }

    EndpointRegistration.Answer register(String name) {
        return service.registrations()
                .register(
                        alice,
                        EndpointId.random(),
                        new EndpointRegistration(name, null, null, null, null, null));
    }

    /** The agent of the endpoint, with a login of its own that ends the former. */
    PlayedAgent agent() throws Exception {
        EndpointRegistration.Answer again =
                service.registrations()
                        .register(
                                alice,
                                endpoint,
                                new EndpointRegistration("ws", null, null, null, null, null));
        return PlayedAgent.connect(again);
    }

    SubmitRequest request(int count, boolean stream, @Nullable String group) {
        return new SubmitRequest(
                Map.of(function.toString(), Collections.nCopies(count, PAYLOAD)),
                stream,
                group,
                null,
                null,
                null,
                null);
    }

    SubmitResponse submit(int count, boolean stream, @Nullable String group) {
        return service.submissions()
                .submit(alice, endpoint.toString(), request(count, stream, group));
    }

    List<String> submit(int count) {
        return ids(submit(count, false, null));
    }

    /** {@return the ids of a submission to the one function} */
    static List<String> ids(SubmitResponse submitted) {
        return submitted.tasks().values().iterator().next();
    }

    String state(String task) {
        return service.tasks().find(alice, TaskId.parse(task)).state();
    }

    UUID uuid(String task) {
        return UUID.fromString(task);
    }

    @Override
    public void close() {
        service.close();
    }
}

package org.beamlet.cloud.group;

import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.beamlet.cloud.endpoint.EndpointLife;
import org.beamlet.cloud.endpoint.EndpointLives;
import org.beamlet.cloud.endpoint.Endpoints;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.json.Json;

/** Looks at the members of a group, for a choice among them. */
public final class GroupView {
    private final Store store;
    private final Endpoints endpoints;
    private final EndpointLives lives;
    private final Clock clock;

    public GroupView(Store store, Endpoints endpoints, EndpointLives lives, Clock clock) {
        this.store = store;
        this.endpoints = endpoints;
        this.lives = lives;
        this.clock = clock;
    }

    /** {@return the group's endpoints as they are now} */
    public Placement of(EndpointGroup group) {
        Map<EndpointId, EndpointLife> found = new HashMap<>();
        lives.find(group.members()).forEach(life -> found.put(life.id(), life));
        Map<EndpointId, Set<FunctionId>> allowed = new HashMap<>();
        Map<EndpointId, Placement.Load> loads = new LinkedHashMap<>();
        for (EndpointId member : group.members()) {
            EndpointLife life = found.get(member);
            if (life != null) {
                loads.put(member, new Placement.Load(unfinished(member), workers(life)));
                if (life.restricted()) {
                    allowed.put(member, new HashSet<>(endpoints.allowedFunctions(member)));
                }
            }
        }
        return new Placement(group, found, allowed, loads, clock.instant());
    }

    private long unfinished(EndpointId id) {
        return store.read(handle ->
                handle.createQuery(
                                """
                                SELECT COUNT(*) FROM tasks
                                WHERE endpoint_id = :id AND completed_ms IS NULL\
                                """)
                        .bind("id", id.value())
                        .mapTo(Long.class)
                        .one());
    }

    private static int workers(EndpointLife life) {
        String report = life.report();
        return report == null ? 0 : Json.read(report).path("total_workers").asInt(0);
    }
}

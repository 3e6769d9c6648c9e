package org.beamlet.cloud.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.beamlet.cloud.endpoint.EndpointLife;
import org.beamlet.cloud.endpoint.EndpointLives;
import org.beamlet.cloud.endpoint.RootNames;
import org.beamlet.cloud.group.EndpointGroup;
import org.beamlet.cloud.group.EndpointGroups;
import org.beamlet.cloud.group.GroupView;
import org.beamlet.cloud.group.Placement;
import org.beamlet.protocol.data.DataReference;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;

/** Finds out which endpoint each task of a submission goes to. */
public record Destinations(EndpointLives lives, EndpointGroups groups, GroupView view) {
    List<Destination> of(EndpointId id, Optional<EndpointGroup> group, List<NewTask> tasks) {
        return group.isPresent() ? among(group.get(), tasks) : at(id, tasks);
    }

    private List<Destination> at(EndpointId id, List<NewTask> tasks) {
        Optional<EndpointLife> life = lives.find(id).filter(EndpointLife::isBeamlet);
        List<Destination> destinations = new ArrayList<>();
        for (NewTask task : tasks) {
            // What data://… means on another endpoint is its functions' own affair.
            Set<String> roots = life.isPresent() ? DataReference.rootsOf(task.payload()) : Set.of();
            life.ifPresent(endpoint -> requireRoots(endpoint, roots));
            destinations.add(new Destination(task, id, null, RootNames.text(roots), null));
        }
        return destinations;
    }

    private static void requireRoots(EndpointLife endpoint, Set<String> roots) {
        Set<String> missing = new TreeSet<>(roots);
        missing.removeAll(endpoint.roots());
        if (!missing.isEmpty()) {
            throw new BeamletException(
                    ErrorCode.SEMANTICALLY_INVALID,
                    "endpoint '%s' has no data root %s"
                            .formatted(endpoint.name(), String.join(", ", missing)),
                    endpoint.roots().isEmpty()
                            ? "name it under `data:` in the endpoint's config.yaml"
                            : "use one of " + String.join(", ", new TreeSet<>(endpoint.roots())));
        }
    }

    private List<Destination> among(EndpointGroup group, List<NewTask> tasks) {
        Placement placement = view.of(group);
        List<Destination> destinations = new ArrayList<>();
        for (NewTask task : tasks) {
            Set<String> roots = DataReference.rootsOf(task.payload());
            Placement.Choice choice = placement.choose(task.function(), roots, null);
            destinations.add(
                    new Destination(
                            task,
                            choice.endpoint().orElse(group.id()),
                            group.id(),
                            RootNames.text(roots),
                            choice.endpoint().isPresent() ? null : choice.why()));
        }
        return destinations;
    }
}

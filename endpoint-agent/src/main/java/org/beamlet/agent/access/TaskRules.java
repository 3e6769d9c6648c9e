package org.beamlet.agent.access;

import java.util.List;
import java.util.Optional;
import org.beamlet.agent.access.AccessRules.Refusal;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.task.GpuRequest;
import org.beamlet.protocol.task.MpiRequest;

/**
 * What a task may ask for, and in which form it may be written.
 *
 * @param engine as the configuration calls it
 * @param overNodes whether tasks take nodes of a block, and must say how many
 * @param accelerators of each node, of which a task may take some for itself
 */
public record TaskRules(
        String engine, boolean overNodes, AllowedSerializers serializers, int accelerators) {
    /** Each task on one node, in any form. */
    public static final TaskRules USUAL =
            new TaskRules("GlobusComputeEngine", false, AllowedSerializers.ALL);

    /** On nodes without accelerators. */
    public TaskRules(String engine, boolean overNodes, AllowedSerializers serializers) {
        this(engine, overNodes, serializers, 0);
    }

    /** {@return why a task must not run, if it must not} */
    public Optional<Refusal> refusal(
            String resources, String taskBuffer, List<String> resultSerializers) {
        if (!overNodes && resources.isEmpty() && serializers.all()) {
            return Optional.empty();
        }
        try {
            requireResources(resources);
            serializers.require(taskBuffer, resultSerializers);
            return Optional.empty();
        } catch (BeamletException e) {
            return Optional.of(new Refusal(e.code(), e.what() + "; " + e.remedy()));
        }
    }

    private void requireResources(String resources) {
        if (overNodes) {
            MpiRequest.parse(resources);
            return;
        }
        for (String key : MpiRequest.keys(resources)) {
            if (!key.equals(MpiRequest.PRIORITY) && !key.equals(GpuRequest.KEY)) {
                throw new BeamletException(
                        ErrorCode.RESOURCES_INVALID,
                        "the resource specification has the key '%s', and %s runs each task on one node"
                                .formatted(key.length() > 40 ? key.substring(0, 40) : key, engine),
                        "leave it out, or send the task to an endpoint with GlobusMPIEngine; only"
                                + " 'priority' and 'num_gpus' are known here");
            }
        }
        GpuRequest.parse(resources).requireAmong(accelerators);
    }
}

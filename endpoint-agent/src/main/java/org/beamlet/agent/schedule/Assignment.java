package org.beamlet.agent.schedule;

import org.beamlet.agent.task.AcceptedTask;

/** A task on its way to a node manager, under the number of this placement. */
public record Assignment(AcceptedTask task, int attempt) {}

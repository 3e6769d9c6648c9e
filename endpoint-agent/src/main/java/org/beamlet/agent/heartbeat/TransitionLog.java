package org.beamlet.agent.heartbeat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.beamlet.agent.schedule.TaskObserver;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Actor;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.Message.Transition;
import org.beamlet.protocol.message.WireState;

/** Steps of tasks that were not reported yet. */
public final class TransitionLog implements TaskObserver {
    /** While the broker is away, steps of more tasks than this are not kept: they are news only. */
    private static final int MAX_TASKS = 20_000;

    private final Map<TaskId, List<Transition>> steps = new LinkedHashMap<>();
    private long seen;

    @Override
    public synchronized void step(TaskId id, WireState state, long atNanos) {
        seen++;
        if (steps.size() < MAX_TASKS || steps.containsKey(id)) {
            steps.computeIfAbsent(id, _ -> new ArrayList<>())
                    .add(new Transition(atNanos, state, actor(state)));
        }
    }

    private static Actor actor(WireState state) {
        return state == WireState.RUNNING ? Actor.MANAGER : Actor.ENDPOINT;
    }

    @Override
    public synchronized List<Message.Transition> take(TaskId id) {
        return Objects.requireNonNullElse(steps.remove(id), List.of());
    }

    /** {@return how many steps there were ever} */
    synchronized long seen() {
        return seen;
    }

    synchronized boolean isEmpty() {
        return steps.isEmpty();
    }

    synchronized Map<String, List<Transition>> takeAll() {
        Map<String, List<Transition>> all = HashMap.newHashMap(steps.size());
        steps.forEach((id, list) -> all.put(id.toString(), list));
        steps.clear();
        return all;
    }
}

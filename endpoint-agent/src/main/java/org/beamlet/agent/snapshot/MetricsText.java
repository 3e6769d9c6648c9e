package org.beamlet.agent.snapshot;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.beamlet.agent.block.BlockView;
import org.beamlet.agent.schedule.ManagerView;

/** A snapshot in Prometheus' text format. */
public final class MetricsText {
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder text = new StringBuilder();
    private final String endpoint;

    private MetricsText(String endpoint) {
        this.endpoint = endpoint;
    }

    public static String of(AgentSnapshot now) {
        MetricsText metrics = new MetricsText(now.name());
        metrics.agent(now);
        metrics.tasks(now);
        metrics.blocks(now);
        metrics.process();
        return metrics.text.toString();
    }

    private void agent(AgentSnapshot now) {
        head("beamlet_agent_info", "gauge", "The agent; always 1.");
        value(
                "beamlet_agent_info",
                Map.of("endpoint_id", now.endpointId(), "version", now.version()),
                1);
        gauge("beamlet_agent_uptime_seconds", "Seconds since the agent's start.", now.uptimeS());
        gauge(
                "beamlet_agent_accepts_tasks",
                "1 while the agent takes new tasks.",
                now.phase() == AgentPhase.RUNNING ? 1 : 0);
        if (now.heartbeat().lastS() != null) {
            gauge(
                    "beamlet_agent_heartbeat_age_seconds",
                    "Seconds since the broker took a report.",
                    now.heartbeat().lastS());
        }
        gauge("beamlet_agent_warnings", "What the status warns of.", now.warnings().size());
    }

    private void tasks(AgentSnapshot now) {
        head("beamlet_agent_tasks", "gauge", "Tasks that have not ended, by where they are.");
        value("beamlet_agent_tasks", Map.of("state", "waiting"), now.tasks().waiting());
        value("beamlet_agent_tasks", Map.of("state", "running"), now.tasks().running());
        value(
                "beamlet_agent_tasks",
                Map.of("state", "queued"),
                now.tasks().placed() - now.tasks().running());
        counter(
                "beamlet_agent_tasks_accepted_total",
                "Tasks taken on, also those that an earlier agent left.",
                now.tasks().accepted());
        head("beamlet_agent_tasks_ended_total", "counter", "Tasks that ended, by how.");
        value(
                "beamlet_agent_tasks_ended_total",
                Map.of("outcome", "succeeded"),
                now.tasks().succeeded());
        value("beamlet_agent_tasks_ended_total", Map.of("outcome", "failed"), now.tasks().failed());
        value(
                "beamlet_agent_tasks_ended_total",
                Map.of("outcome", "cancelled"),
                now.tasks().cancelled());
        counter(
                "beamlet_agent_task_losses_total",
                "How often a task was lost with its worker or block.",
                now.tasks().lost());
        head("beamlet_agent_results", "gauge", "Outcomes that have not arrived at the service.");
        value("beamlet_agent_results", Map.of("state", "waiting"), now.results().waiting());
        value("beamlet_agent_results", Map.of("state", "unsettled"), now.results().unsettled());
    }

    private void blocks(AgentSnapshot now) {
        head("beamlet_agent_slots", "gauge", "Slots of connected node managers.");
        value("beamlet_agent_slots", Map.of("state", "busy"), now.slots().busy());
        value("beamlet_agent_slots", Map.of("state", "free"), now.slots().free());
        gauge(
                "beamlet_agent_managers",
                "Node managers that are connected.",
                now.managers().stream().filter(ManagerView::connected).count());
        Map<String, Long> states =
                new TreeMap<>(
                        now.blocks().stream()
                                .collect(
                                        Collectors.groupingBy(
                                                BlockView::state, Collectors.counting())));
        head("beamlet_agent_blocks", "gauge", "Blocks that have not ended, by their job's state.");
        // A series that vanishes is no zero; this one is always there.
        states.putIfAbsent("running", 0L);
        states.forEach(
                (state, count) -> value("beamlet_agent_blocks", Map.of("state", state), count));
        gauge("beamlet_agent_blocks_held", "Blocks held by `scale`.", now.scale().held());
        gauge("beamlet_agent_blocks_max", "max_blocks.", now.scale().maxBlocks());
    }

    private void process() {
        Runtime runtime = Runtime.getRuntime();
        gauge(
                "beamlet_agent_heap_used_bytes",
                "Heap in use.",
                runtime.totalMemory() - runtime.freeMemory());
        gauge("beamlet_agent_heap_max_bytes", "Heap at most.", runtime.maxMemory());
    }

    private void gauge(String name, String help, long value) {
        head(name, "gauge", help);
        value(name, Map.of(), value);
    }

    private void counter(String name, String help, long value) {
        head(name, "counter", help);
        value(name, Map.of(), value);
    }

    private void head(String name, String type, String help) {
        text.append("# HELP %s %s\n# TYPE %s %s\n".formatted(name, help, name, type));
    }

    private void value(String name, Map<String, String> labels, long value) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("endpoint", endpoint);
        all.putAll(new TreeMap<>(labels));
        text.append(name)
                .append(
                        all.entrySet().stream()
                                .map(label ->
                                        "%s=\"%s\""
                                                .formatted(
                                                        label.getKey(), escaped(label.getValue())))
                                .collect(Collectors.joining(",", "{", "}")))
                .append(' ')
                .append(value)
                .append('\n');
    }

    private static String escaped(String label) {
        return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}

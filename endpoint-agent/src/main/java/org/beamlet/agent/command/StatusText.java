package org.beamlet.agent.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.beamlet.agent.block.BlockView;
import org.beamlet.agent.schedule.ManagerView;
import org.beamlet.agent.snapshot.AgentPhase;
import org.beamlet.agent.snapshot.AgentSnapshot;

/** What `status` prints for people of a running agent. */
final class StatusText {
    /** More blocks or managers would push what matters off the screen. */
    private static final int MOST_ROWS = 15;

    private StatusText() {}

    static List<String> lines(AgentSnapshot now) {
        List<String> lines = new ArrayList<>(facts(now));
        if (!now.blocks().isEmpty()) {
            lines.add("");
            lines.addAll(blocks(now));
        }
        if (!now.managers().isEmpty()) {
            lines.add("");
            lines.addAll(managers(now));
        }
        List<String> workers = WorkerRows.of(now.managers());
        if (!workers.isEmpty()) {
            lines.add("");
            lines.addAll(workers);
        }
        if (!now.warnings().isEmpty()) {
            lines.add("");
            now.warnings().forEach(warning -> lines.add("warning: " + warning));
        }
        return lines;
    }

    private static List<String> facts(AgentSnapshot now) {
        Columns facts = new Columns();
        facts.row(
                "process",
                "%d on %s, up %s".formatted(now.pid(), now.host(), Span.text(now.uptimeS())));
        facts.row("takes", takes(now.phase()));
        facts.row(
                "tasks",
                "%d waiting, %d queued, %d running; %d ended in the last minute"
                        .formatted(
                                now.tasks().waiting(),
                                now.tasks().placed() - now.tasks().running(),
                                now.tasks().running(),
                                now.tasks().perMinute()));
        facts.row(
                "since start",
                "%d accepted, %d succeeded, %d failed, %d cancelled, %d lost on the way"
                        .formatted(
                                now.tasks().accepted(),
                                now.tasks().succeeded(),
                                now.tasks().failed(),
                                now.tasks().cancelled(),
                                now.tasks().lost()));
        facts.row("slots", "%d busy, %d free".formatted(now.slots().busy(), now.slots().free()));
        facts.row(
                "results",
                "%d to be delivered, %d delivered and not confirmed by the service"
                        .formatted(now.results().waiting(), now.results().unsettled()));
        facts.row("heartbeat", heartbeat(now.heartbeat()));
        if (now.broker() != null) {
            facts.row("broker", now.broker());
        }
        facts.row("blocks", scale(now));
        return facts.lines();
    }

    private static String takes(AgentPhase phase) {
        return switch (phase) {
            case STARTING -> "nothing yet: it is starting";
            case RUNNING -> "new tasks";
            case DRAINING -> "no new tasks: it is draining";
            case DRAINED -> "no new tasks: it is drained";
        };
    }

    private static String heartbeat(AgentSnapshot.Reports reports) {
        return reports.lastS() == null
                ? "none yet, every %d s".formatted(reports.periodS())
                : "%s ago, every %d s".formatted(Span.text(reports.lastS()), reports.periodS());
    }

    private static String scale(AgentSnapshot now) {
        Map<String, Long> states =
                now.blocks().stream()
                        .collect(Collectors.groupingBy(BlockView::state, Collectors.counting()));
        String told =
                states.isEmpty()
                        ? "none"
                        : states.entrySet().stream()
                                .sorted(Map.Entry.comparingByKey())
                                .map(state -> state.getValue() + " " + state.getKey())
                                .collect(Collectors.joining(", "));
        String held = now.scale().held() > 0 ? ", %d held".formatted(now.scale().held()) : "";
        return "%s; at most %d%s".formatted(told, now.scale().maxBlocks(), held);
    }

    private static List<String> blocks(AgentSnapshot now) {
        boolean queues = now.blocks().stream().anyMatch(block -> block.queue() != null);
        Columns table = new Columns();
        row(
                table,
                queues,
                "BLOCK",
                "JOB",
                "QUEUE",
                "STATE",
                "NODES",
                "AGE",
                "WALLTIME LEFT",
                "WHY");
        for (BlockView block : now.blocks().stream().limit(MOST_ROWS).toList()) {
            row(
                    table,
                    queues,
                    block.id(),
                    block.jobId(),
                    Objects.requireNonNullElse(block.queue(), "-"),
                    block.state(),
                    Integer.toString(block.nodes()),
                    Span.text(block.ageS()),
                    block.walltimeLeftS() == null ? "-" : Span.text(block.walltimeLeftS()),
                    block.reason());
        }
        return capped(table, now.blocks().size());
    }

    /** Blocks of this machine are in no queue. */
    private static void row(Columns table, boolean queues, String... cells) {
        List<String> all = new ArrayList<>(List.of(cells));
        if (!queues) {
            all.remove(2);
        }
        table.row(all.toArray(String[]::new));
    }

    private static List<String> managers(AgentSnapshot now) {
        Columns table = new Columns().row("MANAGER", "BLOCK", "NODE", "LINK", "BUSY", "QUEUED");
        for (ManagerView manager : now.managers().stream().limit(MOST_ROWS).toList()) {
            table.row(
                    manager.id(),
                    manager.block(),
                    manager.node().isEmpty() ? "-" : manager.node(),
                    link(manager),
                    String.format(Locale.ROOT, "%d/%d", manager.busy(), manager.slots()),
                    Integer.toString(manager.queued()));
        }
        return capped(table, now.managers().size());
    }

    private static String link(ManagerView manager) {
        if (!manager.connected()) {
            return "silent " + Span.text(manager.silentS());
        }
        return manager.draining() ? "draining" : "up";
    }

    private static List<String> capped(Columns table, int all) {
        List<String> lines = new ArrayList<>(table.lines());
        if (all > MOST_ROWS) {
            lines.add("and %d more, see --json".formatted(all - MOST_ROWS));
        }
        return lines;
    }
}

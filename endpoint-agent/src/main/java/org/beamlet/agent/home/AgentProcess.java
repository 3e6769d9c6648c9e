package org.beamlet.agent.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.beamlet.protocol.process.ProcessTable;

/**
 * A process that outlives neither itself nor its machine's present boot: its pid alone may be
 * another's by now.
 *
 * @param started in the kernel's ticks since boot; empty where that is not known
 * @param boot the kernel's id of the boot; may be empty
 * @param since when it began to serve; empty before, and of earlier versions
 * @param session that the service has let in; empty before, and of earlier versions
 */
public record AgentProcess(
        long pid, String started, String boot, String host, String since, String session) {
    public static AgentProcess self() {
        return self("", "");
    }

    static AgentProcess self(String since, String session) {
        return of(ProcessHandle.current().pid(), since, session);
    }

    /** {@return a process of this machine, as it is now} */
    public static AgentProcess of(long pid) {
        return of(pid, "", "");
    }

    private static AgentProcess of(long pid, String since, String session) {
        return new AgentProcess(pid, startOf(pid), bootNow(), HostName.of(), since, session);
    }

    /** {@return what a pid file says; its first line is the pid, for whoever reads no more} */
    public static Optional<AgentProcess> read(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            if (lines.isEmpty() || !lines.getFirst().strip().matches("\\d{1,18}")) {
                return Optional.empty();
            }
            return Optional.of(
                    new AgentProcess(
                            Long.parseLong(lines.getFirst().strip()),
                            line(lines, 1),
                            line(lines, 2),
                            line(lines, 3),
                            line(lines, 4),
                            line(lines, 5)));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static String line(List<String> lines, int index) {
        return index < lines.size() ? lines.get(index).strip() : "";
    }

    /** {@return what {@link #read} reads} */
    public String text() {
        return String.join("\n", Long.toString(pid), started, boot, host, since, session) + "\n";
    }

    /** {@return where it is, for people} */
    public String shown() {
        return "process %d%s%s"
                .formatted(
                        pid,
                        here() ? "" : " on " + host,
                        since.isEmpty() ? "" : ", since " + since);
    }

    /** {@return whether it is certain that it lives: a pid without its start is not} */
    boolean certain() {
        return here() && !started.isEmpty() && alive();
    }

    private boolean self(AgentProcess other) {
        return pid == other.pid && started.equals(other.started) && boot.equals(other.boot);
    }

    /** {@return whether it is this very process} */
    boolean isSelf() {
        return here() && self(self());
    }

    /** {@return whether it runs, or ran, on this machine} */
    public boolean here() {
        return host.isEmpty() || host.equals(HostName.of());
    }

    /** {@return whether this very process, and no later one of its pid, lives on this machine} */
    public boolean alive() {
        return here()
                && (boot.isEmpty() || boot.equals(bootNow()))
                && ProcessHandle.of(pid).isPresent()
                // Nobody may be there to bury it, as in a container.
                && ProcessTable.find(pid).map(ProcessTable.Entry::alive).orElse(true)
                && (started.isEmpty() || started.equals(startOf(pid)));
    }

    private static String startOf(long pid) {
        return ProcessTable.find(pid).map(found -> Long.toString(found.startTicks())).orElse("");
    }

    private static String bootNow() {
        try {
            return ProcessTable.bootId();
        } catch (IOException _) {
            return "";
        }
    }
}

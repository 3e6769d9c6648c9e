package org.beamlet.agent.snapshot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.beamlet.agent.block.BlockView;
import org.beamlet.agent.schedule.ManagerView;

/** What a user should look after, each with what to do. */
public final class Warnings {
    private static final long LITTLE_DISK = 256L * 1024 * 1024;
    private static final long PENDING_LONG_S = 600;
    private static final long SHORT_WALLTIME_S = 300;

    private final List<String> all = new ArrayList<>();

    /** Says so where reports do not get through. */
    public Warnings heartbeat(AgentSnapshot.Reports reports) {
        if (reports.lastS() != null && reports.lastS() > 3 * reports.periodS()) {
            all.add(
                    "the broker has taken no report for %d s: the service will count the endpoint as lost; see that the broker can be reached"
                            .formatted(reports.lastS()));
        }
        return this;
    }

    /** Says so where the provider does not answer. */
    public Warnings provider(Optional<String> trouble) {
        trouble.ifPresent(all::add);
        return this;
    }

    /** Says so of blocks that failed, that wait for long or that are about to end. */
    public Warnings blocks(List<BlockView> blocks, Optional<String> lastFailure) {
        lastFailure.ifPresent(
                how -> all.add(how + "; see `beamlet endpoint logs NAME --block ID`"));
        for (BlockView block : blocks) {
            if (!block.remedy().isEmpty()) {
                all.add(
                        "block %s is %s, job %s: %s; %s"
                                .formatted(
                                        block.id(),
                                        block.state(),
                                        block.jobId(),
                                        block.reason(),
                                        block.remedy()));
            } else if (block.state().equals("held")) {
                all.add(
                        "block %s is held: job %s does not start before it is released in the batch system"
                                .formatted(block.id(), block.jobId()));
            } else if (!block.state().equals("running") && block.ageS() > PENDING_LONG_S) {
                all.add(
                        "block %s is %s for %d min: see job %s in the batch system"
                                .formatted(
                                        block.id(),
                                        block.state(),
                                        block.ageS() / 60,
                                        block.jobId()));
            }
            if (block.walltimeLeftS() != null && block.walltimeLeftS() < SHORT_WALLTIME_S) {
                all.add(
                        "block %s ends in %d s: tasks that run longer are lost"
                                .formatted(block.id(), block.walltimeLeftS()));
            }
        }
        return this;
    }

    /** Says so of node managers that are not heard of. */
    public Warnings managers(List<ManagerView> managers, List<BlockView> blocks) {
        for (ManagerView manager : managers) {
            if (!manager.connected() && manager.silentS() > 10) {
                all.add(
                        "node manager %s on %s is silent for %d s: its tasks are placed again if it stays so"
                                .formatted(
                                        manager.id(),
                                        manager.node().isEmpty() ? "its node" : manager.node(),
                                        manager.silentS()));
            }
        }
        managers.forEach(this::quarantine);
        for (BlockView block : blocks) {
            boolean known = managers.stream().anyMatch(one -> one.block().equals(block.id()));
            if (!known && block.state().equals("running") && block.ageS() > 120) {
                all.add(
                        "block %s runs and no node manager of it has come: see that its nodes reach the agent's `address`"
                                .formatted(block.id()));
            }
        }
        return this;
    }

    private void quarantine(ManagerView manager) {
        manager.workers().stream()
                .filter(worker -> !worker.quarantine().isEmpty())
                .map(worker ->
                        "accelerator %s of %s%s gets no tasks: %s; it comes back once it is found well, tell the site's operators if it does not"
                                .formatted(
                                        worker.device(),
                                        manager.node(),
                                        worker.uuid().isEmpty()
                                                        || worker.uuid().equals(worker.device())
                                                ? ""
                                                : " (%s)".formatted(worker.uuid()),
                                        worker.quarantine()))
                .distinct()
                .forEach(all::add);
    }

    /** Says what is known of the journal's place. */
    public Warnings state(List<String> known) {
        all.addAll(known);
        return this;
    }

    /** Says so where the journal may soon find no room. */
    public Warnings disk(Path folder) {
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free < LITTLE_DISK) {
                all.add(
                        String.format(
                                Locale.ROOT,
                                "%s has %d MiB left: free some, or tasks can no longer be accepted",
                                folder,
                                free / (1024 * 1024)));
            }
        } catch (IOException e) {
            all.add("%s cannot be read: %s".formatted(folder, e.getMessage()));
        }
        return this;
    }

    public List<String> all() {
        return List.copyOf(all);
    }
}

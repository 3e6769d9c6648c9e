package org.beamlet.worker.manager;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.beamlet.node.wire.FromManager;
import org.beamlet.node.wire.NodeReport;
import org.beamlet.node.wire.WorkerReport;
import org.beamlet.worker.device.DeviceState;
import org.beamlet.worker.device.DeviceWatch;
import org.beamlet.worker.device.NodeDevices;
import org.beamlet.worker.slot.Pinning;
import org.beamlet.worker.slot.SlotNews;
import org.beamlet.worker.slot.WorkerPool;
import org.beamlet.worker.topology.CpuList;
import org.beamlet.worker.topology.NodeTopology;
import org.jspecify.annotations.Nullable;

/**
 * Tells the agent which worker has what of the node, and keeps tasks from accelerators that are
 * ill.
 */
final class NodeReports implements SlotNews, DeviceWatch.Owner {
    private static final Logger LOG = System.getLogger(NodeReports.class.getName());

    /** A worker that is there. */
    private record Present(String name, String cpus) {}

    private final BlockFile block;
    private final WorkerPool pool;
    private final Consumer<FromManager> agent;
    private final NodeTopology topology;
    private final Map<Integer, Present> workers = new TreeMap<>();
    private final @Nullable DeviceWatch watch;
    private Map<String, DeviceState> states;
    private Set<String> barred = Set.of();
    private @Nullable Thread watcher;

    NodeReports(
            BlockFile block,
            NodeDevices devices,
            WorkerPool pool,
            Consumer<FromManager> agent,
            NodeTopology topology) {
        this.block = block;
        this.pool = pool;
        this.agent = agent;
        this.topology = topology;
        this.states = devices.states();
        this.watch = devices.watchable() && !block.unchecked() ? devices.watch(this) : null;
        // Until they were looked at: of which the agent need not hear, it takes a second or two.
        pool.bar(watch == null ? Set.of() : watch.all());
        pool.tell(this);
    }

    /** Begins to look after the accelerators, if it has not begun. */
    synchronized void begin() {
        if (watch != null && watcher == null) {
            watcher = Thread.ofPlatform().daemon().name("device-watch").start(watch);
        }
    }

    synchronized void end() {
        if (watcher != null) {
            watcher.interrupt();
        }
    }

    @Override
    public void ready(int slot, String worker, long pid) {
        // The process of a container may be another than the one that was started.
        String cpus =
                block.container() == null ? CpuList.text(topology.cpusOf(Long.toString(pid))) : "";
        synchronized (this) {
            workers.put(slot, new Present(worker, cpus));
        }
        if (telling()) {
            WorkerReport report = report(slot);
            LOG.log(
                    Level.INFO,
                    "worker={0} cpus={1} accelerator={2} uuid={3} model=\"{4}\" free_mib={5} driver={6}",
                    worker,
                    report.getCpus(),
                    report.getDevice(),
                    report.getUuid(),
                    report.getModel(),
                    Long.toString(report.getFreeMib()),
                    report.getDriver());
            say(capacity().addWorkers(report));
        }
    }

    @Override
    public void lost(int slot) {
        if (watch != null) {
            watch.lookSoon();
        }
    }

    @Override
    public void found(Map<String, DeviceState> now) {
        Set<String> unfit =
                now.values().stream()
                        .filter(state -> !state.fault().isEmpty())
                        .map(DeviceState::name)
                        .collect(Collectors.toSet());
        synchronized (this) {
            states = now;
            barred = unfit;
        }
        pool.bar(unfit);
        tell();
    }

    @Override
    public Map<String, String> environment(String device) {
        return Pinning.variables(device);
    }

    /** Says all again: to an agent that may know nothing of it. */
    void tell() {
        if (telling()) {
            say(report());
        }
    }

    private void say(NodeReport.Builder report) {
        agent.accept(FromManager.newBuilder().setNode(report).build());
    }

    /** Where nothing is bound, there is nothing to say. */
    private boolean telling() {
        return !block.pinning().equals(Pinning.NONE);
    }

    private synchronized NodeReport.Builder report() {
        NodeReport.Builder report = capacity();
        for (int slot = 1; slot <= block.slots(); slot++) {
            report.addWorkers(report(slot));
        }
        Set<String> ofSlots =
                report.getWorkersList().stream()
                        .map(WorkerReport::getDevice)
                        .collect(Collectors.toSet());
        int place = block.slots();
        for (String device : block.pinning().devices()) {
            if (!ofSlots.contains(device)) {
                place++;
                report.addWorkers(of(device, WorkerReport.newBuilder().setSlot(place)));
            }
        }
        return report;
    }

    private synchronized NodeReport.Builder capacity() {
        int usable = 0;
        for (int slot = 1; slot <= block.slots(); slot++) {
            usable += block.pinning().device(slot).filter(barred::contains).isPresent() ? 0 : 1;
        }
        return NodeReport.newBuilder()
                .setSlots(usable)
                .addAllAcceleratorSlots(block.pinning().slotsOfDevices(block.slots(), barred));
    }

    private synchronized WorkerReport report(int slot) {
        Present worker = workers.getOrDefault(slot, new Present("", ""));
        WorkerReport.Builder report =
                WorkerReport.newBuilder()
                        .setSlot(slot)
                        .setWorker(worker.name())
                        .setCpus(worker.cpus());
        block.pinning().device(slot).ifPresent(device -> of(device, report));
        return report.build();
    }

    private WorkerReport.Builder of(String device, WorkerReport.Builder report) {
        DeviceState state = states.get(device);
        report.setDevice(device);
        return state == null
                ? report
                : report.setUuid(state.uuid())
                        .setModel(state.model())
                        .setDriver(state.driver())
                        .setFreeMib(state.freeMib())
                        .setTotalMib(state.totalMib())
                        .setQuarantine(state.fault());
    }
}

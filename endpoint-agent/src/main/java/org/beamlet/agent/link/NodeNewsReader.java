package org.beamlet.agent.link;

import java.util.List;
import org.beamlet.agent.schedule.NodeNews;
import org.beamlet.agent.schedule.WorkerView;
import org.beamlet.node.wire.NodeReport;
import org.beamlet.node.wire.WorkerReport;

/** Reads what a node manager says of its node. */
final class NodeNewsReader {
    private NodeNewsReader() {}

    static NodeNews read(NodeReport report) {
        List<WorkerView> workers =
                report.getWorkersList().stream().map(NodeNewsReader::worker).toList();
        return new NodeNews(
                Math.max(0, report.getSlots()), report.getAcceleratorSlotsList(), workers);
    }

    private static WorkerView worker(WorkerReport worker) {
        boolean told = !worker.getUuid().isEmpty();
        return new WorkerView(
                worker.getSlot(),
                worker.getWorker(),
                worker.getCpus(),
                worker.getDevice(),
                worker.getUuid(),
                worker.getModel(),
                worker.getDriver(),
                told && worker.getFreeMib() >= 0 ? worker.getFreeMib() : null,
                told && worker.getTotalMib() >= 0 ? worker.getTotalMib() : null,
                worker.getQuarantine());
    }
}

package org.beamlet.agent.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.beamlet.agent.heartbeat.TransitionLog;
import org.beamlet.agent.schedule.LossRules;
import org.beamlet.agent.schedule.ResultSink;
import org.beamlet.agent.schedule.Scheduler;
import org.beamlet.agent.task.AcceptedTask;
import org.beamlet.catalog.Catalog;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.payload.Payloads;

/** A scheduler and its journal, whose disk the test holds up. */
final class HeldAgent implements AutoCloseable {
    final HeldStorage.Disk disk = new HeldStorage.Disk();
    final Journal journal;
    final Scheduler scheduler;

    HeldAgent(Path folder, ResultSink results) {
        journal =
                Journal.open(folder, file -> new HeldStorage(new FileStorage(file), disk), 1 << 20);
        scheduler =
                new Scheduler(
                        journal,
                        results,
                        new TransitionLog(),
                        new LossRules(OptionalInt.empty(), Catalog.load()),
                        Duration.ofMinutes(1),
                        System::nanoTime);
    }

    /** The catalog says of it that it may run twice. */
    static AcceptedTask idempotent() {
        return task(
                new FunctionCode("diagnostics.noop", "1.0.0").packed()
                        + Payloads.pack("11\n[]", "11\n{}"));
    }

    static AcceptedTask unknown() {
        return task(Payloads.pack("01\nx"));
    }

    private static AcceptedTask task(String code) {
        return new AcceptedTask(TaskId.random(), "f", 1, code, List.of(), "");
    }

    @Override
    public void close() throws IOException {
        disk.go.countDown();
        disk.full.set(false);
        journal.close();
    }
}

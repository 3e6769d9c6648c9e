package org.beamlet.worker.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.beamlet.catalog.Catalog;
import org.beamlet.worker.execution.TaskExecution;
import org.beamlet.worker.frame.FrameReader;
import org.beamlet.worker.frame.FrameWriter;
import org.beamlet.worker.frame.FromWorker;
import org.beamlet.worker.frame.ToWorker;
import org.beamlet.worker.log.LogLines;
import org.beamlet.worker.start.NodeStorage;
import org.beamlet.worker.task.EpochNanos;
import org.beamlet.worker.task.TaskOutcome;
import org.beamlet.worker.task.WorkerTask;

/** A worker process: says that it is ready, then runs what it is given, one task at a time. */
public final class WorkerMain {
    private final FrameWriter parent;
    private final TaskExecution execution;
    private final StandardStreams streams;
    private final RunningTask running;
    private final List<FromWorker> unsaid = new ArrayList<>();

    private WorkerMain(
            FrameWriter parent,
            TaskExecution execution,
            StandardStreams streams,
            RunningTask running) {
        this.parent = parent;
        this.execution = execution;
        this.streams = streams;
        this.running = running;
    }

    public static void main(String[] arguments) {
        // Before anything else: a library that greets on stdout would be taken for a frame.
        StandardStreams streams = StandardStreams.take();
        LogLines.use();
        FrameWriter parent = new FrameWriter(streams.out());
        RunningTask running = new RunningTask(parent, Thread.currentThread());
        Runtime.getRuntime().addShutdownHook(new Thread(running::exits, "last-words"));
        ParentWatch watch =
                new ParentWatch(
                        new FrameReader<>(streams.in(), ToWorker.class),
                        parent,
                        running::explain,
                        () -> ParentWatch.end(0));
        watch.start();
        try {
            Path results = NodeStorage.results().orElse(Path.of(""));
            new WorkerMain(parent, new TaskExecution(Catalog.load(), results), streams, running)
                    .serve(watch);
            ParentWatch.end(0);
        } catch (IOException | UncheckedIOException _) {
            // The parent no longer reads: nobody is left to tell.
            ParentWatch.end(0);
        }
    }

    private void serve(ParentWatch watch) throws IOException {
        parent.write(new FromWorker.Ready(ProcessHandle.current().pid()));
        ToWorker next = watch.next();
        while (next instanceof ToWorker.Run run) {
            WorkerTask task = run.task();
            long began = EpochNanos.now();
            say(new FromWorker.Started(task.taskId(), began, streams.printed()));
            running.begins(task.taskId(), began);
            TaskOutcome.Finished outcome = outcome(task);
            running.ends();
            unsaid.add(FromWorker.of(task.taskId(), outcome, streams.printed()));
            // A function may have left its mark on the thread; the next one starts clean.
            Thread.interrupted();
            next = watch.poll();
            if (next == null) {
                say();
                next = watch.next();
            }
        }
        say();
    }

    /** A JVM's environment cannot be changed, so its functions find variables as properties. */
    private TaskOutcome.Finished outcome(WorkerTask task) {
        task.environment().forEach(System::setProperty);
        try {
            return execution.run(task, new ProgressFrames(task.taskId(), parent));
        } finally {
            task.environment().keySet().forEach(System::clearProperty);
        }
    }

    /** No function begins before the parent has been told how the one before it ended. */
    private void say(FromWorker... more) throws IOException {
        unsaid.addAll(List.of(more));
        if (!unsaid.isEmpty()) {
            parent.write(unsaid);
            unsaid.clear();
        }
    }
}

package org.beamlet.worker.slot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.worker.frame.FrameReader;
import org.beamlet.worker.frame.FrameWriter;
import org.beamlet.worker.frame.FromWorker;
import org.beamlet.worker.frame.ToWorker;

/** One worker process and the two pipes to it. */
final class WorkerProcess implements AutoCloseable {
    /** How long the last frames may take to arrive once the process has ended, or it to end. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Process process;
    private final String name;
    private final WorkerLog log;
    private final WorkerLog out;
    private final TaskOutput output;
    private final FrameWriter writer;
    private final BlockingQueue<Optional<FromWorker>> said = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread reader;
    private volatile String fault = "";
    private volatile int ran;

    private WorkerProcess(Process process, String name, WorkerLog out, WorkerLog log) {
        this.process = process;
        this.name = name;
        this.log = log;
        this.out = out;
        this.output = new TaskOutput(out.file(), log.file());
        this.writer = new FrameWriter(process.getOutputStream());
        this.reader = Thread.ofPlatform().daemon().name(name).unstarted(this::read);
    }

    /** Starts a worker; {@code onEnd} is told, from any thread, when it has ended. */
    static WorkerProcess start(
            WorkerSettings settings,
            List<String> command,
            int slot,
            Language language,
            Runnable onEnd)
            throws IOException {
        Path folder = Files.createDirectories(settings.workDir());
        String label = language == Language.JAVA ? Integer.toString(slot) : slot + "-python";
        WorkerLog log = WorkerLog.open(folder.resolve("worker-%s.log".formatted(label)));
        WorkerLog out = WorkerLog.open(folder.resolve("worker-%s.out".formatted(label)));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectError(ProcessBuilder.Redirect.appendTo(log.file().toFile()));
        Map<String, String> environment = builder.environment();
        Map<String, String> allowed =
                WorkerEnvironment.of(System.getenv(), slot, label, settings.sandbox());
        environment.clear();
        environment.putAll(allowed);
        environment.putAll(settings.pinning().environment(slot));
        Process process = builder.start();
        String name = "%s/%d[%d]".formatted(settings.node(), slot, process.pid());
        WorkerProcess worker = new WorkerProcess(process, name, out, log);
        worker.reader.start();
        Thread.ofVirtual().name(name + "-end").start(() -> worker.bury(onEnd));
        return worker;
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    /** {@return how many tasks it has run to their end} */
    int ran() {
        return ran;
    }

    /** Only ever called by its slot. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    void ranOne() {
        ran++;
    }

    /** {@return whether the JVM ended itself for want of heap; waits until it has ended} */
    boolean heapWasFull() throws InterruptedException {
        ended.await();
        return ProcessEnd.heapWasFull(process.exitValue())
                && logTail().contains("OutOfMemoryError");
    }

    /** What its tasks print. */
    TaskOutput output() {
        return output;
    }

    boolean alive() {
        return ended.getCount() > 0;
    }

    /** Whether it has said, within the limit, that it takes tasks. */
    boolean awaitReady(Duration limit) throws InterruptedException {
        Optional<FromWorker> first = said.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (first == null) {
            fault = "was not ready after %d s and was ended".formatted(limit.toSeconds());
            return false;
        }
        return first.isPresent() && first.get() instanceof FromWorker.Ready;
    }

    void send(ToWorker frame) throws IOException {
        writer.write(frame);
    }

    /** Waits for the next frame; empty, again and again, once the worker has ended. */
    Optional<FromWorker> next() throws InterruptedException {
        Optional<FromWorker> frame = said.take();
        if (frame.isEmpty()) {
            said.add(frame);
        }
        return frame;
    }

    /** How the worker ended, such as {@code killed by signal 9}; waits until it has. */
    String howItEnded() throws InterruptedException {
        ended.await();
        return fault.isEmpty() ? ProcessEnd.describe(process.exitValue()) : fault;
    }

    /** The last lines of what it wrote, stderr's after stdout's: a JVM that crashes uses both. */
    String logTail() {
        return Stream.of(out.tail(), log.tail())
                .filter(text -> !text.isBlank())
                .collect(Collectors.joining("\n"));
    }

    /** Kills it, if it lives, and returns once it is gone. */
    void kill() {
        ProcessGroup.kill(process);
        boolean interrupted = false;
        while (true) {
            try {
                ended.await();
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
        output.close();
    }

    private void read() {
        FrameReader<FromWorker> frames =
                new FrameReader<>(process.getInputStream(), FromWorker.class);
        try {
            Optional<FromWorker> frame = frames.next();
            while (frame.isPresent()) {
                said.add(frame);
                frame = frames.next();
            }
            process.waitFor(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException _) {
            // The pipe broke with the process; how that ended tells more.
        } catch (BeamletException e) {
            fault = "wrote what is no frame (%s) and was ended".formatted(e.what());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }

    private void bury(Runnable onEnd) {
        try {
            process.waitFor();
            // Before the reader is awaited: a child that outlives the worker may hold its pipe.
            ProcessGroup.kill(process);
            reader.join(LAST_WORDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
            said.add(Optional.empty());
            onEnd.run();
        }
    }
}

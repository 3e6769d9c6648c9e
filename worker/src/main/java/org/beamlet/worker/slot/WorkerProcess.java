package org.beamlet.worker.slot;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.worker.frame.FrameReader;
import org.beamlet.worker.frame.FrameWriter;
import org.beamlet.worker.frame.FromWorker;
import org.beamlet.worker.frame.ToWorker;
import org.jspecify.annotations.Nullable;

/** One worker process and the two pipes to it. */
final class WorkerProcess implements AutoCloseable {
    /** How long the last frames may take to arrive once the process has ended, or it to end. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    /** Who is told what it says; must not hold the reader up. */
    interface Ears {
        void heard(WorkerProcess from, FromWorker frame);

        /** Nothing more will be heard. */
        void ended(WorkerProcess process);
    }

    private static final Logger LOG = System.getLogger(WorkerProcess.class.getName());

    private final Process process;
    private final String name;
    private final Station station;
    private final ProcessCommand command;
    private final boolean ask;
    private final WorkerLog log;
    private final WorkerLog out;
    private final TaskOutput output;
    private final FrameWriter writer;
    private final CompletableFuture<Boolean> ready = new CompletableFuture<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread reader;
    private volatile String fault = "";
    private volatile @Nullable Ears ears;
    private volatile int ran;

    private WorkerProcess(
            Process process,
            String name,
            Station station,
            ProcessCommand command,
            boolean ask,
            WorkerLog out,
            WorkerLog log) {
        this.process = process;
        this.command = command;
        this.ask = ask;
        this.name = name;
        this.station = station;
        this.log = log;
        this.out = out;
        this.output = new TaskOutput(out.file(), log.file());
        this.writer = new FrameWriter(process.getOutputStream());
        this.reader = Thread.ofPlatform().daemon().name(name).unstarted(this::read);
    }

    /** Starts a worker; {@code onEnd} is told, from any thread, when it has ended. */
    static WorkerProcess start(
            WorkerSettings settings, ProcessCommand command, Station station, Runnable onEnd)
            throws IOException {
        Path folder = Files.createDirectories(settings.workDir());
        String label = station.label();
        WorkerLog log = WorkerLog.open(folder.resolve("worker-" + label + ".log"));
        WorkerLog out = WorkerLog.open(folder.resolve("worker-" + label + ".out"));
        ProcessBuilder builder =
                new ProcessBuilder(command.words())
                        .directory(folder.toFile())
                        .redirectError(ProcessBuilder.Redirect.appendTo(log.file().toFile()));
        Map<String, String> environment = builder.environment();
        Map<String, String> allowed = WorkerEnvironment.of(System.getenv(), settings, station);
        environment.clear();
        environment.putAll(allowed);
        Process process = builder.start();
        try {
            // Not formatted: a first format takes a new process longer than all else here.
            String name = settings.node() + "/" + station.slot() + "[" + process.pid() + "]";
            WorkerProcess worker =
                    new WorkerProcess(process, name, station, command, settings.mpi(), out, log);
            worker.reader.start();
            Thread.ofVirtual().name(name + "-end").start(() -> worker.bury(onEnd));
            return worker;
        } catch (RuntimeException | Error e) {
            // Nobody would ever end it.
            process.destroyForcibly();
            throw e;
        }
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

    /** {@return whether the JVM ended itself for want of heap; asked once it has ended} */
    boolean heapWasFull() {
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

    /** Sets who is told from now on. */
    void tell(Ears who) {
        ears = who;
    }

    /** Whether it may be given tasks before it has ended the one that it runs. */
    boolean takesSeveral() {
        return station.language() == Language.JAVA && !forOneTask();
    }

    /** Whether it has said, within the limit, that it takes tasks. */
    boolean awaitReady(Duration limit) throws InterruptedException {
        try {
            return ready.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            fault = "was not ready after %d s and was ended".formatted(limit.toSeconds());
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@return whether it ends with its first task} */
    boolean forOneTask() {
        return station.forOneTask();
    }

    void send(List<ToWorker> frames) throws IOException {
        writer.write(frames);
    }

    /** Whether a signal has ended it by now. */
    boolean killed() {
        return !process.isAlive() && ProcessEnd.bySignal(process.exitValue());
    }

    /** How the worker ended, such as {@code killed by signal 9}; asked once it has. */
    String howItEnded() {
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
        end();
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

    /** Kills it for a fault on this side, and does not wait for its end. */
    void fail(Throwable why) {
        fault = Assignment.howItEnds(why);
        process.destroyForcibly();
    }

    private void end() {
        ProcessGroup.kill(process, ask);
        if (!command.end().isEmpty()) {
            ProcessGroup.run(command.end(), process.pid());
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
                heard(frame.get());
                frame = frames.next();
            }
            process.waitFor(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException _) {
            // The pipe broke with the process; how that ended tells more.
        } catch (BeamletException e) {
            fault = "wrote what is no frame (%s) and was ended".formatted(e.what());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "worker=" + name + " ended, it is no longer heard", e);
            fault = Assignment.howItEnds(e);
        }
        process.destroyForcibly();
    }

    private void heard(FromWorker frame) {
        Ears told = ears;
        if (!ready.isDone()) {
            ready.complete(frame instanceof FromWorker.Ready);
        } else if (told != null) {
            told.heard(this, frame);
        }
    }

    private void bury(Runnable onEnd) {
        try {
            process.waitFor();
            // Before the reader is awaited: a child that outlives the worker may hold its pipe.
            end();
            reader.join(LAST_WORDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
            ready.complete(false);
            Ears told = ears;
            Regardless.take(
                    "end of a worker",
                    () -> {
                        if (told != null) {
                            told.ended(this);
                        }
                    },
                    onEnd);
        }
    }
}

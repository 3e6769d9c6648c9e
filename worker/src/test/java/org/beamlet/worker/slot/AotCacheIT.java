package org.beamlet.worker.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.beamlet.worker.frame.FromWorker;
import org.beamlet.worker.frame.ToWorker;
import org.beamlet.worker.functions.Tasks;
import org.beamlet.worker.start.AotCache;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AotCacheIT {
    @TempDir private Path folder;
    @TempDir private Path jars;
    private WorkerSettings settings;
    private String classPath;

    @BeforeEach
    void makeJars() {
        settings = new WorkerSettings(1, "n", jars.resolve("work"), List.of("-Xlog:aot"), folder);
        // The JVM caches what comes from archives only; in a build, classes lie in folders.
        classPath =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                        .map(entry -> Files.isDirectory(Path.of(entry)) ? jar(entry) : entry)
                        .collect(Collectors.joining(File.pathSeparator));
    }

    @Test
    void aWorkerStartsFromTheCacheAndWithoutItWhenItIsBroken() throws Exception {
        Path caches = folder.resolve("caches");
        AotCache cache = AotCache.of(caches, "worker", WorkerCommand.java(settings), classPath);
        assertThat(cache.present()).isEmpty();

        cache.make(WorkerTraining.of(WorkerCommand.java(settings), classPath));

        Path file = cache.present().orElseThrow();
        assertThat(filesOf(caches)).containsExactly(file);
        assertThat(logOfAWorker(Optional.of(file))).contains("Opened AOT cache " + file);

        Files.writeString(file, "broken");
        logOfAWorker(Optional.of(file));
    }

    @Test
    void aCacheIsMadeByOneAtATime() throws Exception {
        AotCache cache = AotCache.of(folder, "worker", List.of("java"), "x.jar");
        AotCache other = AotCache.of(folder, "worker", List.of("java"), "y.jar");
        cache.make(WorkerTraining.of(List.of("false"), "x.jar"));
        assertThat(filesOf(folder)).isEmpty();

        Path lock = folder.resolve(nameOf(cache) + ".lock");
        Files.createFile(lock);
        cache.make(WorkerTraining.of(List.of("no-such-program"), "x.jar"));

        assertThat(nameOf(other)).isNotEqualTo(nameOf(cache));
        assertThat(filesOf(folder)).containsExactly(lock);
    }

    @Test
    void aFolderThatOthersMayWriteToIsNotUsed() throws Exception {
        AotCache cache = AotCache.of(folder, "worker", List.of("java"), "x.jar");
        Files.createFile(folder.resolve(nameOf(cache)));
        assertThat(cache.present()).isPresent();

        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThat(cache.present()).isEmpty();
    }

    private String nameOf(AotCache cache) {
        return cache.file().getFileName().toString();
    }

    /** Starts a worker, has it run a task, and returns what it logged. */
    private String logOfAWorker(Optional<Path> cache) throws Exception {
        Station station = new Station(1, Language.JAVA);
        List<String> command = WorkerCommand.of(settings, station, classPath, cache);
        try (WorkerProcess worker =
                WorkerProcess.start(settings, new ProcessCommand(command), station, () -> {})) {
            assertThat(worker.awaitReady(Duration.ofMinutes(3))).as(worker.logTail()).isTrue();
            Ears ears = new Ears();
            worker.tell(ears);
            worker.send(List.of(ToWorker.Run.of(Tasks.noop("hello"))));
            assertThat(ears.next()).isInstanceOf(FromWorker.Started.class);
            assertThat(ears.next()).isInstanceOf(FromWorker.Done.class);
        }
        return Files.readString(settings.workDir().resolve("worker-1.out"));
    }

    private static List<Path> filesOf(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private String jar(String entry) {
        Path root = Path.of(entry);
        Path jar =
                jars.resolve(
                        root.getFileName() + "-" + Integer.toHexString(entry.hashCode()) + ".jar");
        try (Stream<Path> files = Files.walk(root);
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(root.relativize(file).toString()));
                Files.copy(file, out);
            }
        } catch (IOException e) {
            throw new AssertionError(entry, e);
        }
        return jar.toString();
    }

    private static final class Ears implements WorkerProcess.Ears {
        private final BlockingQueue<FromWorker> heard = new LinkedBlockingQueue<>();

        @Override
        public void heard(WorkerProcess from, FromWorker frame) {
            heard.add(frame);
        }

        @Override
        public void ended(WorkerProcess process) {}

        FromWorker next() throws InterruptedException {
            return Objects.requireNonNull(heard.poll(2, TimeUnit.MINUTES), "nothing is said");
        }
    }
}

package org.beamlet.worker.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Caches that nobody starts from any more. */
class AotCacheTest {
    private static final Duration LONG = Duration.ofDays(31);

    @TempDir Path folder;

    private static boolean written(Path file) throws IOException {
        Files.writeString(file, "cache");
        return true;
    }

    private AotCache of(String program, String classPath) {
        return AotCache.of(folder, program, List.of("java"), classPath);
    }

    private AotCache made(String program, String classPath, Duration ago) throws Exception {
        AotCache cache = of(program, classPath);
        cache.make(AotCacheTest::written);
        age(cache.file(), ago);
        return cache;
    }

    private static void age(Path file, Duration ago) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(ago)));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void aNewOneTakesThePlaceOfThoseUnusedForLong() throws Exception {
        AotCache other = made("worker", "other.jar", Duration.ofDays(29));
        AotCache manager = made("node-manager", "old.jar", LONG);
        AotCache longer = made("old-worker", "old.jar", LONG);
        Path foreign = Files.writeString(folder.resolve("worker-notes.aot"), "mine");
        age(foreign, LONG);
        AotCache old = of("worker", "old.jar");
        written(old.file());
        age(old.file(), LONG);

        AotCache made = made("worker", "new.jar", Duration.ZERO);

        assertThat(files())
                .containsExactlyInAnyOrder(
                        made.file(), other.file(), manager.file(), longer.file(), foreign);
    }

    @Test
    void soItIsWithOneWhoseNameSomebodyElseHasChosen() throws Exception {
        AotCache old = made("node-manager", "old.jar", LONG);
        AotCache chosen = AotCache.at(of("node-manager", "new.jar").file());

        chosen.make(AotCacheTest::written);

        assertThat(files()).containsExactly(chosen.file());
        assertThat(old.present()).isEmpty();
    }

    @Test
    void whatIsUsedNowAndThenStays() throws Exception {
        AotCache used = made("worker", "old.jar", LONG);
        assertThat(used.present()).contains(used.file());

        AotCache made = made("worker", "new.jar", Duration.ZERO);

        assertThat(files()).containsExactlyInAnyOrder(made.file(), used.file());
    }

    @Test
    void theOneThatCameWithTheInstallationServesUntilThereIsAnOwn() throws Exception {
        Path program = Files.createDirectories(folder.resolve("program dir"));
        AotCache cache = of("worker", program.resolve("worker.jar") + ":/other.jar");
        assertThat(cache.usable()).isEmpty();

        Path shipped = program.resolve("start-caches/worker.aot");
        Files.createDirectories(program.resolve("start-caches"));
        written(shipped);
        assertThat(cache.usable()).contains(shipped);
        assertThat(cache.present()).isEmpty();
        assertThat(of("node-manager", program.resolve("worker.jar").toString()).usable()).isEmpty();

        cache.make(AotCacheTest::written);
        assertThat(cache.usable()).contains(cache.file());
    }

    @Test
    void whereNoneIsMadeNoneIsRemoved() throws Exception {
        AotCache old = made("worker", "old.jar", LONG);

        of("worker", "new.jar").make(_ -> false);

        assertThat(files()).containsExactly(old.file());
    }

    @Test
    void aProgramThatWasCopiedStartsFromTheCacheThatCameWithIt() throws Exception {
        Path node = Files.createDirectories(folder.resolve("node/app"));
        AotCache cache =
                AotCache.copied(
                        folder.resolve("worker-1.aot"),
                        "worker",
                        node.resolve("worker.jar") + ":" + node.resolve("lib/other.jar"));
        assertThat(cache.wanted()).isTrue();
        assertThat(cache.usable()).isEmpty();

        cache.make(AotCacheTest::written);
        assertThat(cache.wanted()).isFalse();
        assertThat(cache.usable()).contains(cache.file());

        Path came = Files.createDirectories(node.resolve("start-caches")).resolve("worker.aot");
        written(came);
        assertThat(cache.usable()).contains(came);
    }
}

package org.beamlet.worker.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactCacheTest {
    @TempDir private Path folder;
    private final AtomicInteger fetched = new AtomicInteger();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private ArtifactCache cache(long bound) {
        Clock clock =
                new Clock() {
                    @Override
                    public ZoneId getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(ZoneId zone) {
                        return this;
                    }

                    @Override
                    public Instant instant() {
                        return now;
                    }
                };
        return new ArtifactCache(folder.resolve("artifacts"), bound, clock);
    }

    private ArtifactCache.Source source(String text) {
        return out -> {
            fetched.incrementAndGet();
            out.write(text.getBytes(StandardCharsets.UTF_8));
        };
    }

    private Path get(ArtifactCache cache, String text) {
        return cache.get(Hashes.of(text), source(text));
    }

    @Test
    void whatIsThereIsNotFetchedAgain() {
        assertThat(get(cache(100), "one")).hasContent("one");
        assertThat(get(cache(100), "one")).hasContent("one");

        assertThat(fetched).hasValue(1);
    }

    @Test
    void thoseWhoWantItMeanwhileWaitForOneFetch() throws Exception {
        ArtifactCache cache = cache(100);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        ArtifactCache.Source slow =
                out -> {
                    begun.countDown();
                    await(go);
                    source("slow").copy(out);
                };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Path> first = threads.submit(() -> cache.get(Hashes.of("slow"), slow));
            begun.await();
            List<Future<Path>> others =
                    IntStream.range(0, 20)
                            .mapToObj(_ -> threads.submit(() -> cache.get(Hashes.of("slow"), slow)))
                            .toList();
            go.countDown();
            assertThat(first.get()).hasContent("slow");
            for (Future<Path> other : others) {
                assertThat(other.get()).isEqualTo(first.get());
            }
        }
        assertThat(fetched).hasValue(1);
    }

    @Test
    void contentThatIsSomethingElseIsRefusedAndLeavesNothing() throws IOException {
        String wanted = Hashes.of("this");

        assertThatThrownBy(() -> cache(100).get(wanted, source("that")))
                .hasMessageContaining(wanted)
                .hasMessageContaining(Hashes.of("that"));

        assertThat(files()).isEmpty();
        assertThat(cache(100).get(wanted, source("this"))).hasContent("this");
    }

    @Test
    void aFetchThatFailsIsTriedAgainByTheNext() throws IOException {
        ArtifactCache cache = cache(100);
        ArtifactCache.Source broken =
                out -> {
                    out.write(1);
                    throw new BeamletException(ErrorCode.SERVICE_UNREACHABLE, "away", "wait");
                };

        assertThatThrownBy(() -> cache.get(Hashes.of("x"), broken)).hasMessageContaining("away");

        assertThat(files()).isEmpty();
        assertThat(get(cache, "x")).hasContent("x");
    }

    @Test
    void whatWasUsedLongestAgoMakesRoom() throws IOException {
        ArtifactCache cache = cache(10);
        Path old = get(cache, "aaaa");
        now = now.plus(Duration.ofHours(1));
        Path used = get(cache, "bbbb");
        now = now.plus(Duration.ofHours(1));
        assertThat(get(cache, "aaaa")).isEqualTo(old);
        now = now.plus(Duration.ofHours(1));
        Path fresh = get(cache, "cccc");

        assertThat(old).exists();
        assertThat(used).doesNotExist();
        assertThat(fresh).exists();
        assertThat(files()).hasSize(2);
    }

    @Test
    void whatWasJustGivenStaysWhateverTheBound() {
        ArtifactCache cache = cache(1);
        Path first = get(cache, "aaaa");
        Path second = get(cache, "bbbb");

        assertThat(first).exists();
        assertThat(second).exists();
    }

    @Test
    void aNameThatIsNoHashIsRefused() {
        assertThatThrownBy(() -> cache(1).get("../../etc/passwd", source("x")))
                .hasMessageContaining("is not a SHA-256");
    }

    private List<Path> files() throws IOException {
        Path artifacts = folder.resolve("artifacts");
        if (!Files.exists(artifacts)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(artifacts)) {
            return files.toList();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}

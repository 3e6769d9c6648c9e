package org.beamlet.client.inprocess;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.beamlet.catalog.Catalog;

/** What an in-process endpoint is like; {@link InProcessBuilder} says what each means. */
record InProcessSettings(
        Mode mode,
        int slots,
        Catalog catalog,
        Map<String, Path> dataRoots,
        Optional<Path> workDir,
        Optional<Duration> timeout,
        OptionalInt retries,
        boolean largeResults,
        boolean takeOutput,
        List<String> javaOptions) {
    InProcessSettings {
        dataRoots = Map.copyOf(dataRoots);
        javaOptions = List.copyOf(javaOptions);
    }
}

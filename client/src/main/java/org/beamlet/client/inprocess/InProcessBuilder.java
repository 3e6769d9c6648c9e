package org.beamlet.client.inprocess;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.beamlet.catalog.Catalog;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Says what an in-process endpoint is to be like, and opens it. */
public final class InProcessBuilder {
    private final Mode mode;
    private final Map<String, Path> dataRoots = new TreeMap<>();
    private int slots = 1;
    private @Nullable Catalog catalog;
    private Optional<Path> workDir = Optional.empty();
    private Optional<Duration> timeout = Optional.empty();
    private OptionalInt retries = OptionalInt.empty();
    private boolean largeResults = true;
    private boolean takeOutput = true;
    private List<String> javaOptions = List.of();

    InProcessBuilder(Mode mode) {
        this.mode = mode;
    }

    /** How many tasks run at once; one, if nothing is said. */
    public InProcessBuilder slots(int number) {
        if (number < 1) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "an endpoint with %d slots runs nothing".formatted(number),
                    "give it at least one");
        }
        slots = number;
        return this;
    }

    /**
     * The functions that it knows from the start; those on the class path, if nothing is said.
     * Worker processes have those in any case.
     */
    public InProcessBuilder catalog(Catalog functions) {
        catalog = functions;
        return this;
    }

    /** A folder that arguments may speak of as {@code data://NAME/…}. */
    public InProcessBuilder dataRoot(String name, Path folder) {
        dataRoots.put(name, folder.toAbsolutePath());
        return this;
    }

    /**
     * Where workers run and leave their logs; if nothing is said, a folder of its own, which is
     * removed in the end.
     */
    public InProcessBuilder workDir(Path folder) {
        workDir = Optional.of(folder);
        return this;
    }

    /** Ends a task that runs for longer, with code TASK_TIMED_OUT. */
    public InProcessBuilder timeout(Duration longest) {
        timeout = Optional.of(longest);
        return this;
    }

    /**
     * How often a task is placed again whose worker died; if nothing is said, as on an endpoint
     * without {@code max_retries_on_system_failure}: twice for idempotent functions, else never.
     */
    public InProcessBuilder retries(int times) {
        retries = OptionalInt.of(times);
        return this;
    }

    /**
     * Results above 10 MiB fail, as they do for the unmodified Python SDK; {@link
     * org.beamlet.client.BeamletExecutor} gets them.
     */
    public InProcessBuilder withoutLargeResults() {
        largeResults = false;
        return this;
    }

    /** Tasks in threads print where the rest of this JVM prints; {@code log} is empty then. */
    public InProcessBuilder printingHere() {
        takeOutput = false;
        return this;
    }

    /** For worker processes, such as {@code -Xmx256m}. */
    public InProcessBuilder javaOptions(String... options) {
        javaOptions = List.of(options);
        return this;
    }

    public InProcessEndpoint open() {
        Catalog known = catalog;
        return new InProcessEndpoint(
                new InProcessSettings(
                        mode,
                        slots,
                        known == null ? Catalog.load() : known,
                        dataRoots,
                        workDir,
                        timeout,
                        retries,
                        largeResults,
                        takeOutput,
                        javaOptions));
    }
}

package org.beamlet.conformance.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beamlet.conformance.stack.Await;

/**
 * Counts the calls by which processes open, look up, list, rename or remove what lies under paths.
 */
final class SharedPathCalls implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Of a folder that is open, and a name in it; or of a name alone. */
    private static final Pattern NAMED =
            Pattern.compile(
                    "\\w+\\((?:(?:AT_FDCWD|\\d+)(?:<(?<folder>[^>]*)>)?, )?\"(?<name>[^\"]*)\"");

    private static final Pattern OPEN = Pattern.compile("\\w+\\(\\d+<(?<file>[^>]*)>");

    private final Process strace;
    private final Path calls;
    private final List<Path> shared;

    private SharedPathCalls(Process strace, Path calls, List<Path> shared) {
        this.strace = strace;
        this.calls = calls;
        this.shared = List.copyOf(shared);
    }

    /** Begins to count. */
    static SharedPathCalls of(List<Long> processes, Path folder, List<Path> shared)
            throws IOException, InterruptedException {
        Path calls = Files.createTempFile(folder, "calls", ".txt");
        Path said = Files.createTempFile(folder, "strace", ".txt");
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "strace",
                                "-f",
                                "-y",
                                "-s",
                                "400",
                                "-e",
                                "trace=%file,getdents64,fsync",
                                "-o",
                                calls.toString()));
        processes.forEach(pid -> words.addAll(List.of("-p", pid.toString())));
        Process strace =
                new ProcessBuilder(words)
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        SharedPathCalls begun = new SharedPathCalls(strace, calls, shared);
        Await.until(
                LIMIT,
                "strace has all processes",
                () -> !strace.isAlive() || attached(said) >= processes.size());
        if (!strace.isAlive()) {
            throw new IOException("strace ended: " + Files.readString(said));
        }
        return begun;
    }

    private static int attached(Path said) {
        try {
            return (int)
                    Files.readAllLines(said).stream()
                            .filter(line -> line.contains("attached"))
                            .count();
        } catch (IOException _) {
            return 0;
        }
    }

    /** {@return the calls so far, as strace writes them} */
    List<String> end() throws IOException, InterruptedException {
        strace.destroy();
        if (!strace.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new IOException("strace does not end");
        }
        return Files.readAllLines(calls).stream().filter(this::isShared).toList();
    }

    private boolean isShared(String call) {
        Matcher named = NAMED.matcher(call);
        Matcher open = OPEN.matcher(call);
        if (named.find()) {
            String folder = named.group("folder");
            Path name = Path.of(named.group("name"));
            return isBelow(folder == null ? name : Path.of(folder).resolve(name));
        }
        return open.find() && isBelow(Path.of(open.group("file")));
    }

    /** Of a name alone nobody knows from where it is looked up. */
    private boolean isBelow(Path path) {
        return !path.isAbsolute() || shared.stream().anyMatch(path::startsWith);
    }

    @Override
    public void close() {
        strace.destroy();
    }
}

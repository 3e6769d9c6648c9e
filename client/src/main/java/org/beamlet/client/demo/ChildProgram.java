package org.beamlet.client.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/** A program that the demo started, with its log. */
final class ChildProgram {
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final int TAIL = 15;

    private final String name;
    private final Process process;
    private final Path log;

    ChildProgram(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /**
     * Waits until the program says that it is ready.
     *
     * @return what it wrote into its ready file: an object, or text where it wrote no JSON
     */
    JsonNode awaitReady(Path readyFile, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        @Nullable JsonNode told = read(readyFile);
        while (told == null) {
            if (!process.isAlive()) {
                throw failure("ended with exit code " + process.exitValue());
            }
            if (System.nanoTime() > deadline) {
                throw failure("was not ready within %d s".formatted(limit.toSeconds()));
            }
            Thread.sleep(POLL);
            told = read(readyFile);
        }
        return told;
    }

    /** Waits for a program that does one thing and ends. */
    void awaitEnd(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            stop();
            throw failure("did not end within %d s".formatted(limit.toSeconds()));
        }
        if (process.exitValue() != 0) {
            throw failure("ended with exit code " + process.exitValue());
        }
    }

    /** Null while there is nothing, or not all of it. */
    private static @Nullable JsonNode read(Path file) {
        try {
            String text = Files.readString(file).strip();
            if (text.isEmpty()) {
                return null;
            }
            return text.startsWith("{") ? Json.read(text) : Json.NODES.textNode(text);
        } catch (IOException | BeamletException _) {
            return null;
        }
    }

    private BeamletException failure(String how) {
        String tail = String.join(" | ", tail());
        return new BeamletException(
                ErrorCode.COMMAND_FAILED,
                "%s %s%s".formatted(name, how, tail.isEmpty() ? "" : ", its log ends: " + tail),
                "read " + log);
    }

    /** {@return the last lines of the log} */
    List<String> tail() {
        return tail(log);
    }

    static List<String> tail(Path log) {
        try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            List<String> all = lines.filter(line -> !line.isBlank()).toList();
            return all.subList(Math.max(0, all.size() - TAIL), all.size());
        } catch (IOException _) {
            return List.of();
        }
    }

    Path log() {
        return log;
    }

    /** Asks the program to end, and ends it and what it started where it does not. */
    void stop() {
        List<ProcessHandle> below = process.descendants().toList();
        process.destroy();
        boolean interrupted = false;
        try {
            if (!process.waitFor(GRACE.toNanos(), TimeUnit.NANOSECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            interrupted = true;
            process.destroyForcibly();
        }
        below.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

package org.beamlet.conformance.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The processes of a node manager and its workers.
 *
 * @param home which they know of
 * @param local the node's own storage
 */
record NodeProcesses(Path home, Path local) {
    /** {@return process numbers of Java programs with that main class, the oldest first} */
    List<Long> running(String main) {
        return numbers(line -> line.contains(main) && knows(line));
    }

    /** {@return process numbers of all that node managers and their workers are} */
    List<Long> all() {
        return numbers(line ->
                knows(line)
                        && (line.contains("NodeManagerMain")
                                || line.contains("WorkerMain")
                                || line.contains("python-worker.py")));
    }

    private boolean knows(String line) {
        return line.contains(home.toString()) || line.contains(local.toString());
    }

    private static List<Long> numbers(Predicate<String> wanted) {
        Map<Long, String> found = new TreeMap<>();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            processes
                    .filter(one -> one.getFileName().toString().matches("\\d+"))
                    .forEach(one -> {
                        String line = line(one);
                        if (wanted.test(line) && !line.startsWith("/bin/bash")) {
                            found.put(Long.valueOf(one.getFileName().toString()), line);
                        }
                    });
        } catch (IOException e) {
            throw new IllegalStateException("/proc cannot be read", e);
        }
        return found.keySet().stream().sorted(Comparator.naturalOrder()).toList();
    }

    private static String line(Path process) {
        try {
            return new String(
                            Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.UTF_8)
                    .replace('\0', ' ');
        } catch (IOException _) {
            // It has just ended.
            return "";
        }
    }
}

package org.beamlet.benchmarks.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Processor time of this process and of all that it started, by what they are. */
final class Cpu {
    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final double TICK_US = 10_000;

    private Cpu() {}

    /** {@return microseconds so far} */
    static Map<String, Double> used() {
        Map<String, Double> used = new TreeMap<>();
        ProcessHandle self = ProcessHandle.current();
        Stream.concat(Stream.of(self), self.descendants())
                .forEach(process -> {
                    String name = process.equals(self) ? "agent" : name(process.pid());
                    used.merge(name, micros(process.pid()), Double::sum);
                });
        return used;
    }

    /** {@return microseconds a task between two looks} */
    static Map<String, Double> perTask(Map<String, Double> before, int tasks) {
        Map<String, Double> spent = new TreeMap<>();
        used().forEach((name, micros) ->
                spent.put(name, (micros - before.getOrDefault(name, 0.0)) / tasks));
        return spent;
    }

    private static String name(long pid) {
        try {
            String command = Files.readString(Path.of("/proc/%d/cmdline".formatted(pid)));
            if (command.contains("NodeManagerMain")) {
                return "manager";
            }
            if (command.contains("WorkerMain") || command.contains("python-worker.py")) {
                return "workers";
            }
            return command.contains("BenchBroker") ? "broker" : "other";
        } catch (IOException _) {
            return "other";
        }
    }

    private static double micros(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/%d/stat".formatted(pid)));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return (Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM])) * TICK_US;
        } catch (IOException _) {
            return 0;
        }
    }
}

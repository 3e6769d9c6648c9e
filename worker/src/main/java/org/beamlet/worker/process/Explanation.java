package org.beamlet.worker.process;

import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.beamlet.worker.frame.FromWorker;

/** Looks at the threads of this process for whoever asks why a task takes so long. */
final class Explanation {
    private static final int FRAMES = 30;

    private Explanation() {}

    /** {@return what the thread is at, and which threads wait for each other for ever} */
    static FromWorker.Explained of(Thread runner) {
        return new FromWorker.Explained(text(runner.getStackTrace()), deadlock());
    }

    static String text(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .limit(FRAMES)
                .map(frame -> "    at " + frame)
                .collect(Collectors.joining("\n"));
    }

    private static String deadlock() {
        // Loaded here alone: most workers never need what is behind it.
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long[] ids = threads.findDeadlockedThreads();
        return ids == null
                ? ""
                : Stream.of(threads.getThreadInfo(ids, FRAMES))
                        .filter(Objects::nonNull)
                        .map(Explanation::waits)
                        .collect(Collectors.joining("\n"));
    }

    private static String waits(ThreadInfo thread) {
        LockInfo lock = thread.getLockInfo();
        return "thread '%s' waits for %s, which '%s' holds\n%s"
                .formatted(
                        thread.getThreadName(),
                        lock == null ? "a lock" : lock,
                        thread.getLockOwnerName(),
                        text(thread.getStackTrace()));
    }

    /** {@return the stack of the thread that asked this JVM to end, if one did} */
    static Optional<String> exit() {
        return Thread.getAllStackTraces().values().stream()
                .filter(stack -> Arrays.stream(stack).anyMatch(Explanation::ends))
                .map(stack ->
                        text(
                                Arrays.stream(stack)
                                        .dropWhile(frame -> !ends(frame))
                                        .toArray(StackTraceElement[]::new)))
                .findFirst();
    }

    private static boolean ends(StackTraceElement frame) {
        return Map.of("java.lang.Runtime", "exit", "java.lang.System", "exit")
                .getOrDefault(frame.getClassName(), "")
                .equals(frame.getMethodName());
    }
}

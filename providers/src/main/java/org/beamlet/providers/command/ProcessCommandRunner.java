package org.beamlet.providers.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs each command as the leader of a process group, so that the whole group can be killed. */
public final class ProcessCommandRunner implements CommandRunner {
    /** Beyond this an output is cut: no scheduler's honest answer is longer. */
    private static final int MAX_OUTPUT = 64 * 1024 * 1024;

    @Override
    public CommandResult run(List<String> command, Duration limit) {
        List<String> inGroup = new ArrayList<>();
        inGroup.add("setsid");
        inGroup.addAll(command);
        try {
            Process process = new ProcessBuilder(inGroup).start();
            process.getOutputStream().close();
            return await(command, process, limit);
        } catch (IOException e) {
            return CommandResult.noAnswer(command, String.valueOf(e.getMessage()));
        }
    }

    private static CommandResult await(List<String> command, Process process, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        FutureTask<String> stdout = reading(process.getInputStream());
        FutureTask<String> stderr = reading(process.getErrorStream());
        try {
            if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                return noAnswer(command, process, limit);
            }
            // A child in the background may hold the pipe open after the command has ended.
            String out = stdout.get(remaining(deadline), TimeUnit.NANOSECONDS);
            String err = stderr.get(remaining(deadline), TimeUnit.NANOSECONDS);
            return new CommandResult(command, true, process.exitValue(), out, err);
        } catch (TimeoutException _) {
            return noAnswer(command, process, limit);
        } catch (ExecutionException e) {
            return CommandResult.noAnswer(command, String.valueOf(e.getCause()));
        } catch (InterruptedException _) {
            killGroup(process.pid());
            Thread.currentThread().interrupt();
            return CommandResult.noAnswer(command, "interrupted");
        }
    }

    private static CommandResult noAnswer(List<String> command, Process process, Duration limit) {
        killGroup(process.pid());
        return CommandResult.noAnswer(command, "no answer within %s".formatted(limit));
    }

    private static long remaining(long deadline) {
        return Math.max(TimeUnit.MILLISECONDS.toNanos(100), deadline - System.nanoTime());
    }

    private static FutureTask<String> reading(InputStream stream) {
        FutureTask<String> reading =
                new FutureTask<>(
                        () -> new String(stream.readNBytes(MAX_OUTPUT), StandardCharsets.UTF_8));
        Thread.ofVirtual().start(reading);
        return reading;
    }

    private static void killGroup(long group) {
        try {
            new ProcessBuilder("kill", "-KILL", "--", "-" + group).start().waitFor();
        } catch (IOException e) {
            System.getLogger(ProcessCommandRunner.class.getName())
                    .log(System.Logger.Level.WARNING, "cannot kill process group " + group, e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}

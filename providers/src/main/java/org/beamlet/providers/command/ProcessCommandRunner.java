package org.beamlet.providers.command;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs each command as the leader of a process group, so that the whole group can be killed. */
public final class ProcessCommandRunner implements CommandRunner {
    private final Map<String, String> environment;

    /** Commands find the environment of this process. */
    public ProcessCommandRunner() {
        this(System.getenv());
    }

    private ProcessCommandRunner(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /**
     * {@return one whose commands find no secrets, so that they can hand none on, and nothing of
     * the job in which this process may run}
     */
    public static ProcessCommandRunner forBatchSystem(Map<String, String> environment) {
        Map<String, String> rest = new HashMap<>(environment);
        PrivateVariables.remove(rest);
        OuterJob.remove(rest);
        return new ProcessCommandRunner(rest);
    }

    @Override
    public CommandResult run(List<String> command, Duration limit) {
        return run(command, new byte[0], limit);
    }

    /**
     * The same, of a command that reads something.
     *
     * @return without an answer, what it had printed by then
     */
    public CommandResult run(List<String> command, byte[] input, Duration limit) {
        List<String> inGroup = new ArrayList<>();
        inGroup.add("setsid");
        inGroup.addAll(command);
        try (OutputFile out = OutputFile.make();
                OutputFile err = OutputFile.make()) {
            ProcessBuilder builder =
                    new ProcessBuilder(inGroup)
                            .redirectOutput(out.path().toFile())
                            .redirectError(err.path().toFile());
            builder.environment().keySet().retainAll(environment.keySet());
            builder.environment().putAll(environment);
            Process process = builder.start();
            give(process, input);
            if (!ended(process, limit)) {
                killGroup(process.pid());
                return new CommandResult(
                        command, false, -1, out.text(), "no answer within %s".formatted(limit));
            }
            return new CommandResult(command, true, process.exitValue(), out.text(), err.text());
        } catch (IOException e) {
            return CommandResult.noAnswer(command, String.valueOf(e.getMessage()));
        }
    }

    private static boolean ended(Process process, Duration limit) {
        try {
            return process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What is short fits into the pipe; a command that does not read holds up nobody. */
    private static void give(Process process, byte[] input) throws IOException {
        if (input.length == 0) {
            process.getOutputStream().close();
            return;
        }
        var _ =
                Thread.ofVirtual()
                        .name("command-input")
                        .start(() -> {
                            try (OutputStream to = process.getOutputStream()) {
                                to.write(input);
                            } catch (IOException _) {
                                // It has ended, and whoever waits for it is told how.
                            }
                        });
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

package org.beamlet.client.command;

import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.TaskLog;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.TaskId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a task printed. */
@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = {
            "Show what a task printed: its stdout on stdout, its stderr on stderr.",
            "The last 1 MiB of each is kept. With -f, go on until the task has ended."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamlet task logs 0a4a76ae-6f3c-4c4c-9d0b-3a0de5c1b6f1 -f",
            "  beamlet task logs 0a4a76ae-6f3c-4c4c-9d0b-3a0de5c1b6f1 --stream stderr | tail"
        })
final class TaskLogsCommand implements Callable<Integer> {
    private static final Duration PERIOD = Duration.ofMillis(500);

    private final Environment environment;

    @Parameters(paramLabel = "ID", description = "The task's UUID, as `beamlet run` prints it.")
    private String id = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Stay, and show what comes, until the task has ended.")
    private boolean follow;

    @Option(
            names = "--stream",
            paramLabel = "NAME",
            description = "stdout or stderr alone; default: both.")
    private @Nullable String stream;

    TaskLogsCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        TaskId task = TaskId.parse(id);
        Map<String, Long> next = new LinkedHashMap<>();
        streams().forEach(name -> next.put(name, 0L));
        int attempt = 0;
        try (BeamletClient client = environment.client()) {
            while (true) {
                boolean ended = true;
                for (String name : List.copyOf(next.keySet())) {
                    TaskLog log = client.log(task, name, next.getOrDefault(name, 0L));
                    if (attempt != 0 && log.attempt() > attempt) {
                        environment.terminal().err().println("-- placed again --");
                        next.replaceAll((_, _) -> 0L);
                        log = client.log(task, name, 0);
                    }
                    attempt = log.attempt();
                    log.output().forEach(part -> print(part, next));
                    ended &= log.ended();
                }
                if (ended || !follow) {
                    return ExitCode.OK;
                }
                Thread.sleep(PERIOD);
            }
        }
    }

    private List<String> streams() {
        String asked = stream;
        if (asked == null) {
            return List.of("stdout", "stderr");
        }
        if (!asked.equals("stdout") && !asked.equals("stderr")) {
            throw new BeamletException(
                    ErrorCode.USAGE, "--stream is '%s'".formatted(asked), "give stdout or stderr");
        }
        return List.of(asked);
    }

    private void print(TaskLog.Part part, Map<String, Long> next) {
        PrintStream out =
                part.stream().equals("stderr")
                        ? environment.terminal().err()
                        : environment.terminal().out();
        long skipped = part.from() - next.getOrDefault(part.stream(), 0L);
        if (skipped > 0) {
            environment
                    .terminal()
                    .err()
                    .println("-- %,d bytes of %s left out --".formatted(skipped, part.stream()));
        }
        out.print(part.text());
        out.flush();
        next.put(part.stream(), part.next());
    }
}

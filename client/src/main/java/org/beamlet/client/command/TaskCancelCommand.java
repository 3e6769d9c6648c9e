package org.beamlet.client.command;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.beamlet.client.BeamletClient;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.TaskGroupId;
import org.beamlet.protocol.id.TaskId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Cancels tasks, also while they run. */
@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = {
            "Cancel tasks: what waits never runs, what runs is killed.",
            "Whoever waits for them is told at once. Tasks that are over stay as they are."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamlet task cancel 0a4a76ae-6f3c-4c4c-9d0b-3a0de5c1b6f1",
            "  beamlet task cancel --group 51d9b0a2-0a53-4b0c-8d5a-0c7e1d1a2b3c"
        })
final class TaskCancelCommand implements Callable<Integer> {
    private final Environment environment;

    @Parameters(arity = "0..*", paramLabel = "ID", description = "UUIDs of tasks.")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--group", paramLabel = "ID", description = "All tasks of this task group.")
    private @Nullable String group;

    TaskCancelCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        if (ids.isEmpty() == (group == null)) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    ids.isEmpty() ? "no task is named" : "tasks and --group exclude each other",
                    "give UUIDs of tasks, or --group and the UUID of a group");
        }
        List<TaskId> tasks = ids.stream().map(TaskId::parse).toList();
        try (BeamletClient client = environment.client()) {
            if (group != null) {
                int cancelled = client.cancel(TaskGroupId.parse(group));
                say(cancelled == 1 ? "1 task cancelled" : cancelled + " tasks cancelled");
            }
            for (TaskId task : tasks) {
                boolean cancelled = client.cancel(task);
                say(task + (cancelled ? " cancelled" : " was over already"));
            }
        }
        return ExitCode.OK;
    }

    private void say(String text) {
        environment.terminal().out().println(text);
    }
}

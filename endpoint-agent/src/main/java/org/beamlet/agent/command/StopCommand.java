package org.beamlet.agent.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.beamlet.agent.home.AgentLock;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Asks an agent to end, and waits until it has. */
@Command(
        name = "stop",
        mixinStandardHelpOptions = true,
        description = "Stops an endpoint; tasks that run are placed again at the next start.")
final class StopCommand implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration STEP = Duration.ofMillis(50);

    @ParentCommand EndpointCommand parent = new EndpointCommand();
    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "NAME",
            defaultValue = "default",
            description = "Name on this machine.")
    String name = "";

    @Override
    public Integer call() throws IOException, InterruptedException {
        EndpointFolder folder = parent.folder(name).required();
        PrintWriter out = spec.commandLine().getOut();
        boolean ran = stop(folder);
        out.println(
                ran
                        ? "> Endpoint %s is now stopped".formatted(name)
                        : "> Endpoint %s is not running".formatted(name));
        out.flush();
        return 0;
    }

    /** {@return whether there was an agent to stop} */
    static boolean stop(EndpointFolder folder) throws IOException, InterruptedException {
        OptionalLong pid = AgentLock.holder(folder);
        if (pid.isEmpty()) {
            return false;
        }
        ProcessHandle.of(pid.getAsLong()).ifPresent(ProcessHandle::destroy);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (AgentLock.holder(folder).isPresent()) {
            if (System.nanoTime() > deadline) {
                throw new BeamletException(
                        ErrorCode.COMMAND_FAILED,
                        "endpoint '%s' (process %d) has not ended within %d s"
                                .formatted(folder.name(), pid.getAsLong(), LIMIT.toSeconds()),
                        "see %s, or end it with `kill -9 %d`"
                                .formatted(folder.log(), pid.getAsLong()));
            }
            Thread.sleep(STEP);
        }
        return true;
    }
}

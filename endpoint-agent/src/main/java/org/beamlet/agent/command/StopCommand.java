package org.beamlet.agent.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.beamlet.agent.home.AgentLock;
import org.beamlet.agent.home.AgentProcess;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.PrivateFiles;
import org.beamlet.agent.userendpoint.ChildFolders;
import org.beamlet.agent.userendpoint.UserRecords;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Asks an agent to end, and waits until it has. */
@Command(
        name = "stop",
        mixinStandardHelpOptions = true,
        description = "Stops an endpoint; tasks that run are placed again at the next start.",
        footerHeading = "%nExamples:%n",
        footer = {"  beamlet endpoint stop workstation", "  beamlet endpoint stop hung --force"})
final class StopCommand implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(10);
    private static final Duration STEP = Duration.ofMillis(50);

    @ParentCommand EndpointCommand parent = new EndpointCommand();
    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "NAME",
            defaultValue = "default",
            description = "Name on this machine.")
    String name = "";

    @Option(
            names = "--force",
            description = {
                "Kills an agent that has not ended within 10 s. Its blocks go on, and the next"
                        + " start takes them over."
            })
    boolean force;

    @Override
    public Integer call() throws IOException, InterruptedException {
        EndpointFolder folder = parent.folder(name).required();
        PrintWriter out = spec.commandLine().getOut();
        // In this order: whoever keeps it alive must not start it again.
        PrivateFiles.note(folder.stopped(), "");
        boolean ran;
        try {
            ran = stop(folder, force);
        } catch (BeamletException e) {
            Files.deleteIfExists(folder.stopped());
            throw e;
        }
        out.println(
                ran
                        ? "> Endpoint %s is now stopped".formatted(name)
                        : "> Endpoint %s is not running".formatted(name));
        Optional<AgentProcess> elsewhere = AgentLock.noted(folder);
        if (!ran && elsewhere.isPresent()) {
            Files.deleteIfExists(folder.stopped());
            out.println(
                    "> It was last %s: if it still runs, stop it there"
                            .formatted(elsewhere.get().shown()));
        }
        out.flush();
        return 0;
    }

    /**
     * Stops an endpoint; a manager goes with the user endpoints that it started, also where it has
     * gone before them.
     *
     * @return whether there was an agent to stop
     */
    static boolean stop(EndpointFolder folder, boolean force)
            throws IOException, InterruptedException {
        boolean ran = stopAlone(folder, force);
        for (ChildFolders.Known child : new ChildFolders(folder).all()) {
            ran |= stopAlone(child.folder(), force);
        }
        for (UserRecords.Seen child : UserRecords.of(folder).seen()) {
            ran |= child.process().isPresent();
            child.process()
                    .flatMap(process -> ProcessHandle.of(process.pid()))
                    .ifPresent(ProcessHandle::destroy);
        }
        return ran;
    }

    private static boolean stopAlone(EndpointFolder folder, boolean force)
            throws IOException, InterruptedException {
        Optional<AgentProcess> agent = AgentLock.holder(folder);
        if (agent.isEmpty()) {
            return false;
        }
        AgentProcess process = agent.get();
        if (!process.here()) {
            throw new BeamletException(
                    ErrorCode.COMMAND_FAILED,
                    "endpoint '%s' runs on host %s".formatted(folder.name(), process.host()),
                    "stop it there");
        }
        ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroy);
        if (ends(folder, force ? PATIENCE : LIMIT)) {
            return true;
        }
        if (force && process.alive()) {
            ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
            if (ends(folder, KILL_LIMIT)) {
                return true;
            }
        }
        throw new BeamletException(
                ErrorCode.COMMAND_FAILED,
                "endpoint '%s' (process %d) has not ended within %d s"
                        .formatted(
                                folder.name(),
                                process.pid(),
                                (force ? PATIENCE.plus(KILL_LIMIT) : LIMIT).toSeconds()),
                force
                        ? "see %s".formatted(folder.log())
                        : "see %s, or end it with `beamlet endpoint stop %s --force`"
                                .formatted(folder.log(), folder.name()));
    }

    private static boolean ends(EndpointFolder folder, Duration limit)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (AgentLock.holder(folder).isPresent()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(STEP);
        }
        return true;
    }
}

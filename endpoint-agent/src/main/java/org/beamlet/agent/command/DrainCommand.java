package org.beamlet.agent.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.beamlet.agent.door.DoorClient;
import org.beamlet.agent.door.DoorRequest;
import org.beamlet.agent.home.AgentLock;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.PrivateFiles;
import org.beamlet.agent.snapshot.AgentPhase;
import org.beamlet.agent.snapshot.AgentSnapshot;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Lets an agent finish what it has and take nothing more. */
@Command(
        name = "drain",
        mixinStandardHelpOptions = true,
        description = {
            "Has an endpoint take no new tasks and finish those that it has accepted. New tasks wait"
                    + " in its queue at the service; blocks are given back as soon as they are"
                    + " idle.",
            "It stays drained until --resume or a restart, or ends with --stop."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamlet endpoint drain workstation --wait",
            "  beamlet endpoint drain workstation --stop --wait",
            "  beamlet endpoint drain workstation --resume"
        })
final class DrainCommand implements Callable<Integer> {
    private static final Duration STEP = Duration.ofMillis(500);

    @ParentCommand EndpointCommand parent = new EndpointCommand();
    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "NAME",
            defaultValue = "default",
            description = "Name on this machine.")
    String name = "";

    @Option(names = "--wait", description = "Returns once it is drained.")
    boolean wait;

    @Option(names = "--stop", description = "Ends the endpoint once it is drained.")
    boolean stop;

    @Option(names = "--resume", description = "Has it take tasks again.")
    boolean resume;

    @Override
    public Integer call() throws IOException, InterruptedException {
        EndpointFolder folder = parent.folder(name).required();
        PrintWriter out = spec.commandLine().getOut();
        if (resume && (stop || wait)) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    "--resume takes tasks again and goes with neither --stop nor --wait",
                    "give one or the other");
        }
        if (resume) {
            JsonNode _ = DoorClient.ask(folder, new DoorRequest.Resume());
            return said(out, "> Endpoint %s takes tasks again");
        }
        if (stop) {
            PrivateFiles.note(folder.stopped(), "");
        }
        AgentSnapshot now = snapshot(DoorClient.ask(folder, new DoorRequest.Drain(stop)));
        if (!wait) {
            out.println(
                    "> Endpoint %s takes no new tasks and has %d to finish"
                            .formatted(name, unfinished(now)));
            out.flush();
            return 0;
        }
        while (now.phase() != AgentPhase.DRAINED) {
            if (now.phase() != AgentPhase.DRAINING) {
                throw new BeamletException(
                        ErrorCode.COMMAND_FAILED,
                        "endpoint '%s' was told to take tasks again".formatted(name),
                        "drain it once more if it is to be drained after all");
            }
            Thread.sleep(STEP);
            if (stop && AgentLock.holder(folder).isEmpty()) {
                return said(out, "> Endpoint %s is drained and has stopped");
            }
            try {
                now = snapshot(DoorClient.ask(folder, new DoorRequest.Status()));
            } catch (BeamletException e) {
                if (!stop) {
                    throw e;
                }
                // It is about to end; the lock tells when.
            }
        }
        return stop ? ended(folder, out) : said(out, "> Endpoint %s is drained");
    }

    private int ended(EndpointFolder folder, PrintWriter out)
            throws IOException, InterruptedException {
        while (AgentLock.holder(folder).isPresent()) {
            Thread.sleep(STEP);
        }
        return said(out, "> Endpoint %s is drained and has stopped");
    }

    private int said(PrintWriter out, String text) {
        out.println(text.replace("%s", name));
        out.flush();
        return 0;
    }

    private static AgentSnapshot snapshot(JsonNode told) {
        return Json.convert(told, AgentSnapshot.class);
    }

    private static int unfinished(AgentSnapshot now) {
        return now.tasks().waiting() + now.tasks().placed();
    }
}

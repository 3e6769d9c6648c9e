package org.beamlet.agent.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.beamlet.agent.door.DoorClient;
import org.beamlet.agent.door.DoorRequest;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Asks for blocks before there are tasks for them. */
@Command(
        name = "scale",
        mixinStandardHelpOptions = true,
        description = {
            "Asks for blocks now and holds them, whatever there is to do, so that they are there"
                    + " when the beam comes. At most max_blocks of config.yaml.",
            "0 or --release holds none: what is idle and not needed is given back at once, what is"
                    + " busy when its tasks have ended. A restart holds none."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamlet endpoint scale beamline 4",
            "  beamlet endpoint scale beamline --release"
        })
final class ScaleCommand implements Callable<Integer> {
    @ParentCommand EndpointCommand parent = new EndpointCommand();
    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "NAME", description = "Name on this machine.")
    String name = "";

    @Parameters(index = "1", paramLabel = "N", arity = "0..1", description = "Blocks to hold.")
    @Nullable Integer blocks;

    @Option(names = "--release", description = "Holds none, as 0.")
    boolean release;

    @Override
    public Integer call() throws IOException {
        EndpointFolder folder = parent.folder(name).required();
        if (release == (blocks != null) || (blocks != null && blocks < 0)) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    release
                            ? "a number of blocks and --release were given"
                            : blocks == null
                                    ? "no number of blocks was given"
                                    : "%d is no number of blocks".formatted(blocks),
                    "give how many blocks to hold, or --release");
        }
        int wanted = blocks == null ? 0 : blocks;
        JsonNode told = DoorClient.ask(folder, new DoorRequest.Scale(wanted));
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                wanted == 0
                        ? "> Endpoint %s holds no blocks; it has %d, and idle ones are given back"
                                .formatted(name, told.path("blocks").asInt())
                        : "> Endpoint %s holds %d blocks; it has %d"
                                .formatted(name, wanted, told.path("blocks").asInt()));
        out.flush();
        return 0;
    }
}

package org.beamlet.agent.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.PrivateFiles;
import org.beamlet.agent.migrate.GlobusFolder;
import org.beamlet.agent.registration.EndpointIdentity;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Makes an endpoint from one of Globus Compute. */
@Command(
        name = "migrate",
        mixinStandardHelpOptions = true,
        description = {
            "Makes an endpoint from the folder of a Globus Compute endpoint, which stays as it is.",
            "Copies its configuration, template and schema, and says what was not taken over and"
                    + " what must be changed before the first start."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamlet endpoint migrate ~/.globus_compute/polaris",
            "  beamlet endpoint migrate ~/.globus_compute/default --name polaris --keep-id"
        })
final class MigrateCommand implements Callable<Integer> {
    @ParentCommand EndpointCommand parent = new EndpointCommand();
    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "DIR", description = "The Globus Compute endpoint's folder.")
    Path source = Path.of("");

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Name of the new endpoint; as the folder's, unless it is given.")
    @Nullable String name;

    @Option(
            names = "--keep-id",
            description = {
                "Registers under the same UUID, so that programs need not be changed. The service"
                        + " must not have it yet, or have it as yours and not as a Globus Compute"
                        + " endpoint."
            })
    boolean keepId;

    @Override
    public Integer call() throws IOException {
        Path from = source.toAbsolutePath().normalize();
        GlobusFolder globus = new GlobusFolder(from).required();
        String chosen = name != null ? name : String.valueOf(from.getFileName());
        EndpointFolder folder = parent.folder(chosen);
        if (folder.configured()) {
            throw new BeamletException(
                    ErrorCode.RESOURCE_CONFLICT,
                    "endpoint '%s' is configured already, in %s".formatted(chosen, folder.path()),
                    "give another name with --name");
        }
        Optional<EndpointId> id = globus.id();
        if (keepId && id.isEmpty()) {
            throw new BeamletException(
                    ErrorCode.INPUT_INVALID,
                    "%s has no endpoint.json with an id".formatted(from),
                    "leave --keep-id out: it was never registered");
        }
        // Read before anything is written.
        Map<String, String> taken = globus.taken();
        PrivateFiles.folder(folder.path());
        for (Map.Entry<String, String> file : taken.entrySet()) {
            if (!file.getKey().equals("config.yaml")) {
                PrivateFiles.write(folder.path().resolve(file.getKey()), file.getValue());
            }
        }
        if (keepId) {
            EndpointIdentity.write(folder.identity(), id.orElseThrow(), Optional.empty());
        }
        // Last: with it, the endpoint is there.
        PrivateFiles.write(folder.config(), taken.getOrDefault("config.yaml", ""));
        tell(globus, folder, taken, id);
        return 0;
    }

    private void tell(
            GlobusFolder globus,
            EndpointFolder folder,
            Map<String, String> taken,
            Optional<EndpointId> id)
            throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.println("> Endpoint %s is made from %s".formatted(folder.name(), globus.path()));
        out.println();
        out.println("Taken over to %s:".formatted(folder.path()));
        taken.keySet().forEach(file -> out.println("    " + file));
        if (keepId) {
            out.println("    its id, %s".formatted(id.orElseThrow()));
        }
        Map<String, String> left = globus.left();
        if (!left.isEmpty() || (id.isPresent() && !keepId)) {
            out.println();
            out.println("Not taken over:");
            if (id.isPresent() && !keepId) {
                out.println(
                        "    its id, %s: it gets one of its own; --keep-id keeps this one"
                                .formatted(id.get()));
            }
            left.forEach((file, why) -> out.println("    %s: %s".formatted(file, why)));
        }
        out.println();
        faults(folder, out);
        out.flush();
    }

    private static void faults(EndpointFolder folder, PrintWriter out) {
        try {
            var _ = Startable.read(folder);
            out.println("Stop the old endpoint, then start the new one:");
            out.println();
            out.println("    $ beamlet endpoint start %s --detach".formatted(folder.name()));
        } catch (BeamletException e) {
            out.println("To be changed in its config.yaml before it can be started:");
            String what = e.what();
            String file = folder.config() + ": ";
            String faults = what.startsWith(file) ? what.substring(file.length()) : what;
            for (String fault : faults.split("; (?=line \\d+: )", -1)) {
                out.println("    " + fault);
            }
        }
    }
}

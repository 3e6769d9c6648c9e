package org.beamlet.agent.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Scanner;
import java.util.concurrent.Callable;
import org.beamlet.agent.home.AgentLock;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.PrivateFiles;
import org.beamlet.agent.registration.EndpointIdentity;
import org.beamlet.agent.registration.Registrar;
import org.beamlet.agent.registration.ServiceClient;
import org.beamlet.agent.userendpoint.ChildFolders;
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

/** Removes an endpoint, at the service and here. */
@Command(
        name = "delete",
        mixinStandardHelpOptions = true,
        description = {
            "Deletes an endpoint at the service and its folder here; a manager endpoint with its"
                    + " user endpoints."
        })
final class DeleteCommand implements Callable<Integer> {
    private static final Duration CALL_LIMIT = Duration.ofSeconds(30);

    @ParentCommand EndpointCommand parent = new EndpointCommand();
    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "NAME", description = "Name on this machine.")
    String name = "";

    @Option(names = "--yes", description = "Does not ask.")
    boolean yes;

    @Option(
            names = "--force",
            description = "Stops it first; deletes here though the service is away.")
    boolean force;

    @Option(names = "--url", paramLabel = "URL", description = "URL of the service.")
    @Nullable String url;

    @Override
    public Integer call() throws IOException, InterruptedException {
        EndpointFolder folder = parent.folder(name).required();
        if (running(folder)) {
            if (!force) {
                throw new BeamletException(
                        ErrorCode.ALREADY_RUNNING,
                        "endpoint '%s' is running".formatted(name),
                        "stop it first with `beamlet endpoint stop %s`".formatted(name));
            }
            StopCommand.stop(folder, true);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (!yes && !confirmed(out)) {
            out.println("Nothing was deleted");
            out.flush();
            return 1;
        }
        Optional<EndpointId> id = EndpointIdentity.read(folder.identity());
        if (id.isPresent()) {
            deleteAtService(id.get());
        }
        for (ChildFolders.Known child : new ChildFolders(folder).all()) {
            PrivateFiles.remove(child.folder().path());
        }
        PrivateFiles.remove(folder.path());
        out.println("> Endpoint <%s> has been deleted.".formatted(name));
        out.flush();
        return 0;
    }

    private static boolean running(EndpointFolder folder) throws IOException {
        for (ChildFolders.Known child : new ChildFolders(folder).all()) {
            if (AgentLock.holder(child.folder()).isPresent()) {
                return true;
            }
        }
        return AgentLock.holder(folder).isPresent();
    }

    private boolean confirmed(PrintWriter out) {
        out.print("Delete endpoint <%s>, its journal and its logs? [y/N] ".formatted(name));
        out.flush();
        Scanner in = new Scanner(System.in, StandardCharsets.UTF_8);
        return in.hasNextLine() && in.nextLine().strip().matches("(?i)y|yes");
    }

    private void deleteAtService(EndpointId id) {
        parent.through(Startable.proxy(parent.folder(name)));
        try (ServiceClient service = new ServiceClient(parent.service(url), CALL_LIMIT)) {
            Registrar.delete(service, id);
        } catch (BeamletException e) {
            if (e.code() != ErrorCode.ENDPOINT_NOT_FOUND && !force) {
                throw e;
            }
        }
    }
}

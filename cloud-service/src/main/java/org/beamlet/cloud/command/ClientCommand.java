package org.beamlet.cloud.command;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.beamlet.cloud.auth.Clients;
import org.beamlet.cloud.auth.SecretFile;
import org.beamlet.cloud.auth.Tokens;
import org.beamlet.cloud.store.Store;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a client id and secret, whether the service runs or not. */
@Command(
        name = "client",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes a client id and secret with which an unmodified Globus Compute endpoint logs in"
                    + " as a user, where the service runs with beamlet.auth.lab=true.",
            "They are shown this once, as the two variables that the endpoint reads: only a hash of"
                    + " the secret is kept."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamlet cloud client --user alice",
            "  beamlet cloud client --user alice --save client.env"
        })
final class ClientCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Option(names = "--user", paramLabel = "NAME", required = true, description = "Whose pair.")
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private String user;

    @Mixin private final DataOption data = new DataOption();

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description = "Write them to a file (0600) instead of showing them.")
    private @Nullable Path save;

    /** What the variables are to be. */
    record Pair(String id, String secret) {
        String lines() {
            return "GLOBUS_COMPUTE_CLIENT_ID=%s%nGLOBUS_COMPUTE_CLIENT_SECRET=%s%n"
                    .formatted(id, secret);
        }

        @Override
        public String toString() {
            return "Pair[%s]".formatted(id);
        }
    }

    @Override
    public Integer call() {
        Pair pair =
                data.door()
                        .open(folder -> RunningServiceCalls.mintClient(folder, user), this::mint);
        if (save == null) {
            spec.commandLine().getOut().print(pair.lines());
            spec.commandLine().getOut().flush();
        } else {
            SecretFile.write(save.toAbsolutePath(), pair.lines());
            spec.commandLine()
                    .getOut()
                    .println("Client %s of %s, saved in %s".formatted(pair.id(), user, save));
        }
        return 0;
    }

    private Pair mint(Store store) {
        Clients.Minted minted = new Clients(store, new Tokens(store)).mint(user);
        return new Pair(minted.id().toString(), minted.secret());
    }
}

package org.beamlet.cloud.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.beamlet.cloud.access.AdminRequests;
import org.beamlet.cloud.auth.SecretFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Identities of programs that run unattended. */
@Command(
        name = "daemon",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes, lists and revokes service clients: an id and a secret with which a program that"
                    + " runs unattended gets tokens that soon expire."
        },
        subcommands = {
            DaemonCommand.Create.class,
            DaemonCommand.ListClients.class,
            DaemonCommand.Revoke.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamlet cloud daemon create detector-8idi --secret-file detector.secret",
            "  beamlet cloud daemon list",
            "  beamlet cloud daemon revoke 7b0c1f5e-5c0e-4f0e-9d52-0f6a4a9a5c11"
        })
final class DaemonCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "say create, list or revoke");
    }

    /** A new client. */
    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = {
                "Makes a service client, a user of its own. Its secret is written to a file (0600)"
                        + " and not shown.",
                "The last word of the output is the client id."
            })
    static final class Create implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // Set by picocli.
        private CommandSpec spec;

        @Parameters(paramLabel = "NAME", description = "The user that it is.")
        @SuppressWarnings("NullAway.Init") // Set by picocli.
        private String name;

        @Option(
                names = "--secret-file",
                paramLabel = "FILE",
                required = true,
                description = "Where its secret is written.")
        @SuppressWarnings("NullAway.Init") // Set by picocli.
        private Path secretFile;

        @Option(
                names = "--expires",
                paramLabel = "TIME",
                description = "It works for so long: 90d. Default: until it is revoked.")
        private @Nullable String expires;

        @Option(
                names = "--token-lifetime",
                paramLabel = "TIME",
                description = "How long its tokens work (default: 1h).")
        private @Nullable String tokenLifetime;

        @Mixin private final DataOption data = new DataOption();

        @Override
        public Integer call() {
            AdminRequests.Client wish =
                    new AdminRequests.Client(
                            name,
                            Lifetime.seconds("--expires", expires),
                            Lifetime.seconds("--token-lifetime", tokenLifetime));
            JsonNode made =
                    data.door().ask("POST", "daemons", wish, admin -> admin.makeClient(wish));
            SecretFile.write(
                    secretFile.toAbsolutePath(), made.path("client_secret").asText() + "\n");
            spec.commandLine()
                    .getOut()
                    .println(
                            "Service client %s, secret in %s: %s"
                                    .formatted(name, secretFile, made.path("client_id").asText()));
            return 0;
        }
    }

    /** Which clients there are. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists service clients, never their secrets.")
    static final class ListClients implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // Set by picocli.
        private CommandSpec spec;

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        @Mixin private final DataOption data = new DataOption();

        @Override
        public Integer call() {
            Rows.print(
                    spec.commandLine().getOut(),
                    data.door().ask("GET", "daemons", null, admin -> admin.clients()),
                    json,
                    "client_id",
                    "user",
                    "created_at",
                    "expires_at",
                    "revoked_at");
            return 0;
        }
    }

    /** Ends a client. */
    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            description = "Ends a service client, its tokens and its broker connections at once.")
    static final class Revoke implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // Set by picocli.
        private CommandSpec spec;

        @Parameters(paramLabel = "ID", description = "As `daemon list` shows it.")
        @SuppressWarnings("NullAway.Init") // Set by picocli.
        private String id;

        @Mixin private final DataOption data = new DataOption();

        @Override
        public Integer call() {
            JsonNode revoked =
                    data.door()
                            .ask(
                                    "DELETE",
                                    "daemons/" + AdminDoor.part(id),
                                    null,
                                    admin -> admin.revokeClient(id));
            spec.commandLine()
                    .getOut()
                    .println(
                            "service client %s is revoked"
                                    .formatted(revoked.path("user").asText()));
            return 0;
        }
    }
}

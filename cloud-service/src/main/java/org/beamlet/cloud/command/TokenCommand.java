package org.beamlet.cloud.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.beamlet.cloud.access.AdminRequests;
import org.beamlet.cloud.auth.SecretFile;
import org.beamlet.protocol.home.BeamletHome;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a token, whether the service runs or not; lists and revokes them. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes a token with which a user calls the service. Its text is shown this once: only a"
                    + " hash of it is kept.",
            "The last word of the output is the token."
        },
        subcommands = {TokenCommand.ListTokens.class, TokenCommand.Revoke.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamlet cloud token --user alice",
            "  beamlet cloud token --user alice --save",
            "  beamlet cloud token --user alice --expires 30d --label laptop",
            "  beamlet cloud token --user ada --operator",
            "  beamlet cloud token list --user alice",
            "  beamlet cloud token revoke 0d3f6c1e8a0b"
        })
final class TokenCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Option(names = "--user", paramLabel = "NAME", description = "Whose token.")
    private @Nullable String user;

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            description = "It works for so long: 8h, 30d. Default: until it is revoked.")
    private @Nullable String expires;

    @Option(names = "--label", paramLabel = "TEXT", description = "Shown in lists.")
    private @Nullable String label;

    @Option(names = "--operator", description = "The user looks after the service from now on.")
    private boolean operator;

    @Mixin private final DataOption data = new DataOption();

    @Option(
            names = "--save",
            description = "Also write it to $$BEAMLET_HOME/token, where commands look for it.")
    private boolean save;

    @Override
    public Integer call() {
        if (user == null) {
            throw new ParameterException(
                    spec.commandLine(), "Missing required option: '--user=NAME'");
        }
        AdminRequests.Token wish =
                new AdminRequests.Token(
                        user,
                        Lifetime.seconds("--expires", expires),
                        label,
                        operator ? true : null);
        String token =
                data.door()
                        .ask("POST", "tokens", wish, administration -> administration.mint(wish))
                        .path("token")
                        .asText();
        String where = "";
        if (save) {
            SecretFile.write(BeamletHome.of(System.getenv()).token(), token + "\n");
            where = ", saved in " + BeamletHome.of(System.getenv()).token();
        }
        spec.commandLine().getOut().println("Token of %s%s: %s".formatted(user, where, token));
        return 0;
    }

    /** Which tokens there are. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists tokens: ids, owners and times, never their texts.")
    static final class ListTokens implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // Set by picocli.
        private CommandSpec spec;

        @Option(names = "--user", paramLabel = "NAME", description = "Only theirs.")
        private @Nullable String user;

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        @Mixin private final DataOption data = new DataOption();

        @Override
        public Integer call() {
            String query = user == null ? "" : "?user=" + AdminDoor.part(user);
            Optional<String> whose = Optional.ofNullable(user);
            JsonNode tokens =
                    data.door().ask("GET", "tokens" + query, null, admin -> admin.tokens(whose));
            Rows.print(
                    spec.commandLine().getOut(),
                    tokens,
                    json,
                    "token_id",
                    "user",
                    "label",
                    "created_at",
                    "expires_at",
                    "revoked_at");
            return 0;
        }
    }

    /** Ends tokens at once. */
    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            description = {
                "Ends a token, or all of a user, at once, with the broker connections of that user.",
                "Whoever has another token that works connects again with it."
            })
    static final class Revoke implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // Set by picocli.
        private CommandSpec spec;

        @Parameters(arity = "0..1", paramLabel = "ID", description = "As `token list` shows it.")
        private @Nullable String id;

        @Option(names = "--user", paramLabel = "NAME", description = "All tokens of a user.")
        private @Nullable String user;

        @Mixin private final DataOption data = new DataOption();

        @Override
        public Integer call() {
            String token = id;
            String whose = user;
            if (token != null && whose == null) {
                JsonNode revoked =
                        data.door()
                                .ask(
                                        "DELETE",
                                        "tokens/" + AdminDoor.part(token),
                                        null,
                                        admin -> admin.revoke(token));
                say("token %s of %s is revoked".formatted(token, revoked.path("user").asText()));
            } else if (token == null && whose != null) {
                JsonNode revoked =
                        data.door()
                                .ask(
                                        "DELETE",
                                        "users/%s/tokens".formatted(AdminDoor.part(whose)),
                                        null,
                                        admin -> Map.of("revoked", admin.revokeAll(whose)));
                say("%s tokens of %s are revoked".formatted(revoked.path("revoked"), whose));
            } else {
                throw new ParameterException(spec.commandLine(), "give either ID or --user NAME");
            }
            return 0;
        }

        private void say(String sentence) {
            spec.commandLine().getOut().println(sentence);
        }
    }
}

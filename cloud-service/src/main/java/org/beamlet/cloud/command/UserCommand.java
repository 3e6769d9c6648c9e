package org.beamlet.cloud.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import org.beamlet.cloud.access.AdminRequests;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Who uses the service, and what each may. */
@Command(
        name = "user",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Lists users; makes them operators, shuts them out, gives them limits.",
        subcommands = {
            UserCommand.ListUsers.class,
            UserCommand.Change.class,
            UserCommand.Quota.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamlet cloud user list",
            "  beamlet cloud user set ada --operator true",
            "  beamlet cloud user set mallory --disabled true",
            "  beamlet cloud user quota alice --tasks 1000000"
        })
final class UserCommand implements Callable<Integer> {
    private static final String[] COLUMNS = {"user", "user_id", "kind", "operator", "disabled"};

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "say list, set or quota");
    }

    /** Who there is. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists users.")
    static final class ListUsers implements Callable<Integer> {
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
                    data.door().ask("GET", "users", null, admin -> admin.users()),
                    json,
                    COLUMNS);
            return 0;
        }
    }

    /** Changes what a user is. */
    @Command(
            name = "set",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = {
                "Makes a user an operator or shuts them out, whatever they show: tokens of this"
                        + " service and of the issuer stop working at once, broker connections end."
            })
    static final class Change implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // Set by picocli.
        private CommandSpec spec;

        @Parameters(paramLabel = "NAME", description = "User name or id.")
        @SuppressWarnings("NullAway.Init") // Set by picocli.
        private String user;

        @Option(names = "--operator", arity = "1", paramLabel = "true|false")
        private @Nullable Boolean operator;

        @Option(names = "--disabled", arity = "1", paramLabel = "true|false")
        private @Nullable Boolean disabled;

        @Mixin private final DataOption data = new DataOption();

        @Override
        public Integer call() {
            AdminRequests.UserChange change = new AdminRequests.UserChange(operator, disabled);
            JsonNode changed =
                    data.door()
                            .ask(
                                    "PUT",
                                    "users/" + AdminDoor.part(user),
                                    change,
                                    admin -> admin.change(user, change));
            Rows.print(
                    spec.commandLine().getOut(),
                    changed.isArray() ? changed : array(changed),
                    false,
                    COLUMNS);
            return 0;
        }

        private static JsonNode array(JsonNode one) {
            return Json.NODES.arrayNode().add(one);
        }
    }

    /** Limits of a user's own. */
    @Command(
            name = "quota",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = {
                "Gives a user limits of their own. What is not named goes back to the service's"
                        + " setting."
            })
    static final class Quota implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // Set by picocli.
        private CommandSpec spec;

        @Parameters(paramLabel = "NAME", description = "User name or id.")
        @SuppressWarnings("NullAway.Init") // Set by picocli.
        private String user;

        @Option(names = "--tasks", paramLabel = "N", description = "Tasks that have not ended.")
        private @Nullable Long tasks;

        @Option(names = "--functions", paramLabel = "N", description = "Registered functions.")
        private @Nullable Long functions;

        @Option(
                names = "--submit-bytes-per-day",
                paramLabel = "N",
                description = "Bytes of payload a day (UTC).")
        private @Nullable Long bytes;

        @Mixin private final DataOption data = new DataOption();

        @Override
        public Integer call() {
            AdminRequests.Quota quota = new AdminRequests.Quota(tasks, functions, bytes);
            JsonNode _ =
                    data.door()
                            .ask(
                                    "PUT",
                                    "users/%s/quota".formatted(AdminDoor.part(user)),
                                    quota,
                                    admin -> {
                                        admin.grant(user, quota);
                                        return quota;
                                    });
            spec.commandLine().getOut().println("limits of %s are set".formatted(user));
            return 0;
        }
    }
}

package org.beamlet.client.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.Sharing;
import org.beamlet.client.terminal.TextTable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Groups of users. */
@Command(
        name = "group",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = "Make groups of users, with which functions and endpoints are shared.",
        synopsisSubcommandLabel = "COMMAND")
final class GroupCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    static CommandLine line(Environment environment) {
        return new CommandLine(new GroupCommand())
                .addSubcommand(new ListGroups(environment))
                .addSubcommand(new Create(environment))
                .addSubcommand(new Show(environment))
                .addSubcommand(new Add(environment))
                .addSubcommand(new Remove(environment))
                .addSubcommand(new Delete(environment));
    }

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(), "say list, create, show, add, remove or delete");
    }

    private static JsonNode ask(Environment environment, Function<Sharing, JsonNode> question) {
        try (BeamletClient client = environment.client()) {
            return question.apply(client.sharing());
        }
    }

    private static int say(Environment environment, String sentence) {
        environment.terminal().out().println(sentence);
        return ExitCode.OK;
    }

    private static int table(Environment environment, JsonNode groups) {
        TextTable table = TextTable.headed("ID", "NAME", "KEPT BY");
        groups.forEach(group ->
                table.row(
                        group.path("group_id").asText(),
                        group.path("name").asText(),
                        group.path("source").asText()));
        table.lines(environment.terminal().outInk()).forEach(environment.terminal().out()::println);
        return ExitCode.OK;
    }

    /** Which groups the caller belongs to. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "List the groups that you belong to, those of your login included.")
    private static final class ListGroups implements Callable<Integer> {
        private final Environment environment;

        ListGroups(Environment environment) {
            this.environment = environment;
        }

        @Override
        public Integer call() {
            return table(environment, ask(environment, Sharing::groups));
        }
    }

    /** A new group. */
    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Make a group of your own; the last word of the output is its id.")
    private static final class Create implements Callable<Integer> {
        private final Environment environment;

        @Parameters(paramLabel = "NAME")
        private String name = "";

        Create(Environment environment) {
            this.environment = environment;
        }

        @Override
        public Integer call() {
            JsonNode made = ask(environment, sharing -> sharing.createGroup(name));
            return say(environment, "group %s: %s".formatted(name, made.path("group_id").asText()));
        }
    }

    /** Who belongs to a group. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Show who belongs to a group.")
    private static final class Show implements Callable<Integer> {
        private final Environment environment;

        @Parameters(paramLabel = "ID")
        private String id = "";

        Show(Environment environment) {
            this.environment = environment;
        }

        @Override
        public Integer call() {
            JsonNode group = ask(environment, sharing -> sharing.group(id));
            TextTable table = TextTable.headed("USER", "ID");
            group.path("members")
                    .forEach(member ->
                            table.row(
                                    member.path("user").asText(), member.path("user_id").asText()));
            table.lines(environment.terminal().outInk())
                    .forEach(environment.terminal().out()::println);
            return ExitCode.OK;
        }
    }

    /** One member more. */
    @Command(name = "add", mixinStandardHelpOptions = true, description = "Add a user to a group.")
    private static final class Add implements Callable<Integer> {
        private final Environment environment;

        @Parameters(index = "0", paramLabel = "ID")
        private String id = "";

        @Parameters(index = "1", paramLabel = "USER", description = "User name or id.")
        private String user = "";

        Add(Environment environment) {
            this.environment = environment;
        }

        @Override
        public Integer call() {
            JsonNode _ = ask(environment, sharing -> sharing.add(id, user));
            return say(environment, "%s belongs to group %s".formatted(user, id));
        }
    }

    /** One member less. */
    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = "Take a user out of a group, or leave it.")
    private static final class Remove implements Callable<Integer> {
        private final Environment environment;

        @Parameters(index = "0", paramLabel = "ID")
        private String id = "";

        @Parameters(index = "1", paramLabel = "USER", description = "User name or id.")
        private String user = "";

        Remove(Environment environment) {
            this.environment = environment;
        }

        @Override
        public Integer call() {
            JsonNode _ = ask(environment, sharing -> sharing.remove(id, user));
            return say(environment, "%s does not belong to group %s".formatted(user, id));
        }
    }

    /** The end of a group. */
    @Command(
            name = "delete",
            mixinStandardHelpOptions = true,
            description = "Delete a group; what was shared with it alone is private again.")
    private static final class Delete implements Callable<Integer> {
        private final Environment environment;

        @Parameters(paramLabel = "ID")
        private String id = "";

        Delete(Environment environment) {
            this.environment = environment;
        }

        @Override
        public Integer call() {
            JsonNode _ = ask(environment, sharing -> sharing.deleteGroup(id));
            return say(environment, "group %s is deleted".formatted(id));
        }
    }
}

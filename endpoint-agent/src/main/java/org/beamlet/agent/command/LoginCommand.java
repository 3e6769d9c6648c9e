package org.beamlet.agent.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.beamlet.agent.door.DoorClient;
import org.beamlet.agent.door.DoorRequest;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.providers.LoginAnswer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Logs the running agent in at the host of its batch system. */
@Command(
        name = "login",
        mixinStandardHelpOptions = true,
        description = {
            "Logs the running agent in at the host of its batch system, once. What the host asks"
                    + " for, such as a one-time password, is asked for here, and is kept nowhere.",
            "Needed where status says login-required. An agent never repeats a login that was"
                    + " refused by itself."
        },
        footerHeading = "%nExamples:%n",
        footer = "  beamlet endpoint login beamline")
final class LoginCommand implements Callable<Integer> {
    @ParentCommand EndpointCommand parent = new EndpointCommand();
    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "NAME", description = "Name on this machine.")
    String name = "";

    private @Nullable BufferedReader input;

    @Override
    public Integer call() throws IOException {
        EndpointFolder folder = parent.folder(name).required();
        PrintWriter out = spec.commandLine().getOut();
        LoginAnswer next = new LoginAnswer(true, List.of());
        while (true) {
            JsonNode told = DoorClient.ask(folder, new DoorRequest.Login(next));
            switch (told.path("state").asText("")) {
                case "done" -> {
                    out.println(
                            "> Endpoint %s is logged in: %s"
                                    .formatted(name, told.path("host").asText("")));
                    out.flush();
                    return 0;
                }
                case "asks" -> next = new LoginAnswer(false, answers(told, out));
                default -> next = new LoginAnswer(false, List.of());
            }
        }
    }

    private List<String> answers(JsonNode told, PrintWriter out) throws IOException {
        out.println(told.path("host").asText("") + " asks:");
        String instruction = told.path("instruction").asText("");
        if (!instruction.isBlank()) {
            out.println(instruction);
        }
        out.flush();
        List<String> answers = new ArrayList<>();
        for (JsonNode prompt : told.path("prompts")) {
            answers.add(
                    answer(prompt.path("text").asText(""), prompt.path("hidden").asBoolean(true)));
        }
        return answers;
    }

    private String answer(String text, boolean hidden) throws IOException {
        Optional<Console> console = Optional.ofNullable(System.console());
        if (console.filter(Console::isTerminal).isPresent()) {
            char @Nullable [] typed =
                    hidden ? console.get().readPassword("%s ", text) : line(console.get(), text);
            return typed == null ? ended() : new String(typed);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
        if (input == null) {
            input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        }
        String line = input.readLine();
        return line == null ? ended() : line;
    }

    private static char @Nullable [] line(Console console, String text) {
        String line = console.readLine("%s ", text);
        return line == null ? null : line.toCharArray();
    }

    private static String ended() {
        throw new BeamletException(
                ErrorCode.USAGE, "nothing was typed", "give the command at a terminal");
    }
}

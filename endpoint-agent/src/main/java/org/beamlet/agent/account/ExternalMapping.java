package org.beamlet.agent.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.beamlet.providers.command.CommandResult;
import org.beamlet.providers.command.ProcessCommandRunner;

/**
 * {@code external_identity_mapping#1.0.0}: a program of the site is given the identity and answers.
 *
 * @param command the program, by absolute path, and its arguments
 */
record ExternalMapping(List<String> command) implements IdentityMapping {
    static final String TYPE = "external_identity_mapping#1.0.0";

    private static final String INPUT = "identity_mapping_input#1.0.0";
    private static final String OUTPUT = "identity_mapping_output#1.0.0";
    private static final Duration LIMIT = Duration.ofSeconds(5);

    ExternalMapping {
        command = List.copyOf(command);
    }

    static ExternalMapping read(JsonNode document, MappingFaults faults) {
        List<String> command = new ArrayList<>();
        JsonNode words = document.path("command");
        words.forEach(word -> command.add(word.asText("")));
        if (!words.isArray() || command.isEmpty() || !command.getFirst().startsWith("/")) {
            throw faults.fault(
                    "has no command", "give a list: the absolute path of a program, its arguments");
        }
        TrustedFile.require(Path.of(command.getFirst()));
        return new ExternalMapping(command);
    }

    @Override
    public Optional<String> name(List<Identity> identities) {
        for (Identity identity : identities) {
            Optional<String> name = name(identity);
            if (name.isPresent()) {
                return name;
            }
        }
        return Optional.empty();
    }

    private Optional<String> name(Identity identity) {
        ObjectNode input = Json.NODES.objectNode().put("DATA_TYPE", INPUT);
        input.putArray("identities").add(identity.json());
        List<String> line = new ArrayList<>(command);
        // Programs written for Globus Connect Server expect two ids, which nothing has here.
        line.addAll(List.of("-c", "beamlet", "-s", "beamlet"));
        CommandResult answer =
                ProcessCommandRunner.forBatchSystem(Map.of("PATH", AccountCommand.PATH))
                        .run(line, Json.writeBytes(input), LIMIT);
        if (!answer.answered() || answer.exit() != 0) {
            throw failed("ended with %d: %s".formatted(answer.exit(), answer.stderr()));
        }
        if (answer.stdout().isBlank()) {
            return Optional.empty();
        }
        JsonNode output = Json.read(answer.stdout());
        if (!output.path("DATA_TYPE").asText(OUTPUT).equals(OUTPUT)) {
            throw failed("answered no " + OUTPUT);
        }
        JsonNode first = output.path("result").path(0);
        if (first.isMissingNode()) {
            return Optional.empty();
        }
        if (!first.path("id").asText("").equals(identity.id())) {
            throw failed("answered of another identity than it was asked for");
        }
        return Optional.of(first.path("output").asText("")).filter(name -> !name.isEmpty());
    }

    private BeamletException failed(String what) {
        return new BeamletException(
                ErrorCode.COMMAND_FAILED,
                "the identity mapping's program %s".formatted(what.strip()),
                "ask the endpoint's owner to look at " + command.getFirst());
    }
}

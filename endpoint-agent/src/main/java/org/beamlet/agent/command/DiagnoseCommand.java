package org.beamlet.agent.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.beamlet.agent.diagnose.Finding;
import org.beamlet.agent.diagnose.KnownSecrets;
import org.beamlet.agent.diagnose.LocalChecks;
import org.beamlet.agent.diagnose.Pack;
import org.beamlet.agent.diagnose.ServiceChecks;
import org.beamlet.agent.door.DoorClient;
import org.beamlet.agent.door.DoorRequest;
import org.beamlet.agent.home.AgentLock;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.ServiceAddress;
import org.beamlet.agent.log.Masked;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Looks for what is wrong and packs what somebody else needs to help. */
@Command(
        name = "diagnose",
        mixinStandardHelpOptions = true,
        description = {
            "Checks configuration, disk, network, token, clock, broker and the running agent, says"
                    + " what to do about what it finds, and writes a zip file for whoever helps:"
                    + " configuration and logs with secrets masked, versions, facts of the machine.",
            "Exit status 1 where a check failed. Look through the file before you send it."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamlet endpoint diagnose workstation",
            "  beamlet endpoint diagnose workstation --json --output /tmp/workstation.zip"
        })
final class DiagnoseCommand implements Callable<Integer> {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    @ParentCommand EndpointCommand parent = new EndpointCommand();
    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "NAME",
            defaultValue = "default",
            description = "Name on this machine.")
    String name = "";

    @Option(names = "--url", paramLabel = "URL", description = "URL of the service.")
    @Nullable String url;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "The zip file; beamlet-diagnose-NAME-TIME.zip unless it is given.")
    @Nullable Path output;

    @Option(names = "--json", description = "For programs.")
    boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        EndpointFolder folder = parent.folder(name).required();
        parent.through(Startable.proxy(folder));
        List<Finding> findings = new ArrayList<>(new LocalChecks(folder).all());
        Optional<JsonNode> status = agent(folder, findings);
        try {
            findings.addAll(new ServiceChecks(folder, seek()).all());
        } catch (BeamletException e) {
            findings.add(new Finding("service", Finding.Level.FAILED, e.what(), e.remedy()));
        }
        Path file =
                output != null
                        ? output
                        : Path.of(
                                "beamlet-diagnose-%s-%s.zip"
                                        .formatted(
                                                name,
                                                LocalDateTime.now(ZoneId.systemDefault())
                                                        .format(STAMP)));
        write(folder, file.toAbsolutePath().normalize(), findings, status);
        tell(findings, file.toAbsolutePath().normalize());
        return findings.stream().anyMatch(one -> one.level() == Finding.Level.FAILED) ? 1 : 0;
    }

    /** Without a token there is still much to be seen. */
    private ServiceAddress seek() {
        return ServiceAddress.seek(parent.home(), parent.environment(), Optional.ofNullable(url));
    }

    private static Optional<JsonNode> agent(EndpointFolder folder, List<Finding> findings)
            throws IOException {
        if (AgentLock.holder(folder).isEmpty() || Startable.isManager(folder)) {
            return Optional.empty();
        }
        try {
            JsonNode status = DoorClient.ask(folder, new DoorRequest.Status());
            findings.add(
                    new Finding(
                            "agent-answers", Finding.Level.OK, "the agent answers commands", ""));
            for (JsonNode warning : status.path("warnings")) {
                String text = warning.asText();
                int remedy = text.lastIndexOf("; ");
                findings.add(
                        new Finding(
                                "agent-says",
                                Finding.Level.WARNING,
                                remedy < 0 ? text : text.substring(0, remedy),
                                remedy < 0 ? "" : text.substring(remedy + 2)));
            }
            return Optional.of(status);
        } catch (BeamletException e) {
            findings.add(new Finding("agent-answers", Finding.Level.FAILED, e.what(), e.remedy()));
            return Optional.empty();
        }
    }

    private void write(
            EndpointFolder folder, Path file, List<Finding> findings, Optional<JsonNode> status) {
        Masked masked = new Masked(KnownSecrets.of(parent.home(), parent.environment()));
        try {
            new Pack(folder, parent.environment(), masked).write(file, findings, status);
        } catch (FileAlreadyExistsException e) {
            throw new BeamletException(
                    ErrorCode.OUTPUT_NOT_WRITABLE,
                    "%s is there already".formatted(file),
                    "remove it, or give another with --output",
                    e);
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.OUTPUT_NOT_WRITABLE,
                    "%s cannot be written: %s".formatted(file, e.getMessage()),
                    "give another with --output",
                    e);
        }
    }

    private void tell(List<Finding> findings, Path file) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectNode told = Json.NODES.objectNode();
            told.put("endpoint", name);
            told.set("findings", Json.mapper().valueToTree(findings));
            told.put("file", file.toString());
            out.println(Json.write(told));
        } else {
            Columns table = new Columns();
            findings.forEach(one ->
                    table.row(
                            one.level().name().toLowerCase(Locale.ROOT), one.check(), one.text()));
            table.lines().forEach(out::println);
            out.println();
            out.println("For whoever helps, with secrets masked: " + file);
        }
        out.flush();
    }
}

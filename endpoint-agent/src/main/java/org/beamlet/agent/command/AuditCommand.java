package org.beamlet.agent.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.beamlet.agent.config.AuditPlace;
import org.beamlet.agent.config.EndpointConfig;
import org.beamlet.agent.config.ManagerConfig;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.protocol.audit.AuditFile;
import org.beamlet.protocol.audit.ChainCheck;
import org.beamlet.protocol.audit.ChainReport;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Shows who ran what on an endpoint, and whether none of it is missing. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Prints who asked an endpoint for what and what became of it, one JSON object a line,"
                    + " oldest first: the files of audit_log_path in its configuration.",
            "Each entry holds the hash of the one before it. With --verify nothing is printed but"
                    + " whether one was changed or taken away.",
            "Exit status: 0 done, or the log is whole; 1 it is not, or an error; 2 wrong usage."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamlet endpoint audit facility | jq 'select(.verdict == \"refused\")'",
            "  beamlet endpoint audit facility --verify"
        })
final class AuditCommand implements Callable<Integer> {
    @ParentCommand EndpointCommand parent = new EndpointCommand();
    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "NAME",
            defaultValue = "default",
            description = "Name on this machine.")
    String name = "";

    @Option(names = "--verify", description = "Only say whether the log is whole.")
    boolean verify;

    @Option(names = "--json", description = "With --verify: one JSON object.")
    boolean json;

    @Override
    public Integer call() throws IOException {
        EndpointFolder folder = parent.folder(name).required();
        List<Path> files = AuditFile.all(file(folder));
        return verify ? verified(files) : print(files);
    }

    private static Path file(EndpointFolder folder) {
        Optional<AuditPlace> place =
                switch (Startable.read(folder)) {
                    case Startable.Agent(EndpointConfig config) -> config.accounting().audit();
                    case Startable.Manager(ManagerConfig config) -> config.audit();
                };
        return place.orElseThrow(() ->
                        new BeamletException(
                                ErrorCode.CONFIG_INVALID,
                                "endpoint '%s' keeps no audit".formatted(folder.name()),
                                "name a file with audit_log_path in its config.yaml, and restart"
                                        + " it"))
                .file();
    }

    private int print(List<Path> files) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        for (Path file : files) {
            try (Stream<String> lines = Files.lines(file)) {
                lines.forEach(out::println);
            }
        }
        out.flush();
        return 0;
    }

    private int verified(List<Path> files) {
        ChainReport found = ChainReport.of(ChainCheck.ofFiles(files));
        spec.commandLine().getOut().println(json ? Json.write(found) : found.text());
        spec.commandLine().getOut().flush();
        return found.whole() ? 0 : 1;
    }
}

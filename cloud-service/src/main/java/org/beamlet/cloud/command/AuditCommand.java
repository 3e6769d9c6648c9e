package org.beamlet.cloud.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.beamlet.cloud.access.Administration;
import org.beamlet.protocol.audit.ChainCheck;
import org.beamlet.protocol.audit.ChainReport;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows who did what. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Prints who changed what and what was refused to whom, one JSON object a line, oldest"
                    + " first.",
            "Each entry holds the hash of the one before it. With --verify nothing is printed but"
                    + " whether one was changed or taken away: of the service's log, or of files"
                    + " that a service or an endpoint wrote, oldest first.",
            "Exit status: 0 done, or the log is whole; 1 it is not, or an error; 2 wrong usage."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamlet cloud audit",
            "  beamlet cloud audit --since 2026-11-21T09:00:00Z --user mallory",
            "  beamlet cloud audit --verify",
            "  beamlet cloud audit --verify /var/log/beamlet/audit.jsonl"
        })
final class AuditCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "From then on (default: the last 24 hours).")
    private @Nullable String since;

    @Option(names = "--user", paramLabel = "NAME", description = "Only what they did.")
    private @Nullable String user;

    @Option(names = "--verify", description = "Only say whether the log is whole.")
    private boolean verify;

    @Option(names = "--json", description = "With --verify: one JSON object.")
    private boolean asJson;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "With --verify: files to look at instead of the service's log.")
    private List<Path> files = List.of();

    @Mixin private final DataOption data = new DataOption();

    @Override
    public Integer call() {
        if (!verify && (asJson || !files.isEmpty())) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--json and files are for --verify; give that too");
        }
        if (verify && (since != null || user != null)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "--verify looks at all entries; leave --since and --user out");
        }
        return verify ? verify() : print();
    }

    private int verify() {
        ChainReport found =
                files.isEmpty()
                        ? Json.convert(
                                data.door()
                                        .ask(
                                                "GET",
                                                "audit/verification",
                                                null,
                                                Administration::auditVerification),
                                ChainReport.class)
                        : ChainReport.of(ChainCheck.ofFiles(files));
        PrintWriter out = spec.commandLine().getOut();
        out.println(asJson ? Json.write(found) : found.text());
        out.flush();
        return found.whole() ? 0 : 1;
    }

    private int print() {
        String query =
                "audit?"
                        + (since == null ? "" : "since=" + AdminDoor.part(since) + "&")
                        + (user == null ? "" : "user=" + AdminDoor.part(user));
        String lines =
                data.door()
                        .lines(
                                query,
                                admin ->
                                        admin.audit(
                                                Optional.ofNullable(since),
                                                Optional.ofNullable(user),
                                                null));
        spec.commandLine().getOut().print(lines);
        spec.commandLine().getOut().flush();
        return 0;
    }
}

package org.beamlet.cloud.command;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows who did what. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Prints who changed what and what was refused to whom, one JSON object a line, oldest"
                    + " first."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamlet cloud audit",
            "  beamlet cloud audit --since 2026-11-21T09:00:00Z --user mallory"
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

    @Mixin private final DataOption data = new DataOption();

    @Override
    public Integer call() {
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

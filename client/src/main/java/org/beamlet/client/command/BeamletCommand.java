package org.beamlet.client.command;

import java.util.concurrent.Callable;
import java.util.logging.LogManager;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The top of the commands, and the main class of the client. */
@Command(
        name = "beamlet",
        mixinStandardHelpOptions = true,
        versionProvider = InstalledVersion.class,
        sortOptions = false,
        usageHelpWidth = 100,
        synopsisHeading = "%nUsage: ",
        customSynopsis = "beamlet COMMAND [OPTIONS]",
        description = "Runs analysis functions where the computing is.",
        descriptionHeading = "%n",
        optionListHeading = "%nOptions:%n",
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the function, or what the command was to do, failed",
            "2:the invocation is wrong: an unknown option, function or argument, a bad token",
            "3:the service or the endpoint cannot be reached",
            "130:interrupted; a submitted task goes on"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamlet demo",
            "  beamlet function list",
            "  beamlet run diagnostics.noop --in-process --arg echo=42",
            "  beamlet cloud start",
            "  beamlet endpoint configure polaris && beamlet endpoint start polaris",
            "  beamlet run xpcs.correlate --endpoint polaris --arg raw=/eagle/raw.h5 \\\\",
            "      --arg qmap=/eagle/qmap.h5 --arg output=/eagle/results",
            "",
            "Environment:",
            "  BEAMLET_HOME   where everything of a user lives (default ~/.beamlet)",
            "  BEAMLET_URL    the cloud service (default http://127.0.0.1:5000)",
            "  BEAMLET_TOKEN  the token; default: a login at that service, or the file token in BEAMLET_HOME",
            "  BEAMLET_CLIENT_ID, BEAMLET_CLIENT_SECRET_FILE",
            "                 the service client of a program that runs unattended",
            "  BEAMLET_CA     PEM file of a CA to trust besides the usual ones",
            "  NO_COLOR       set to anything: no colour"
        })
public final class BeamletCommand implements Callable<Integer> {
    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Show the trace of an error, and what the libraries log.")
    @SuppressWarnings("UnusedVariable") // Read from the parse result, where errors are told.
    private boolean debug;

    @Spec private CommandSpec spec;

    private BeamletCommand() {
        this.spec = CommandSpec.create();
    }

    /** Runs one command and ends the process with its exit code. */
    public static void main(String... arguments) {
        System.exit(run(Environment.ofProcess(), arguments));
    }

    /** Runs one command and returns its exit code. */
    public static int run(Environment environment, String... arguments) {
        return commandLine(environment).execute(arguments);
    }

    static CommandLine commandLine(Environment environment) {
        CommandLine line = new CommandLine(new BeamletCommand());
        line.addSubcommand(new RunCommand(environment));
        line.addSubcommand(FunctionCommand.line(environment));
        line.addSubcommand(TaskCommand.line(environment));
        line.addSubcommand(EndpointGroupCommand.line(environment));
        line.addSubcommand(GroupCommand.line(environment));
        line.addSubcommand(new ShareCommand(environment));
        line.addSubcommand(new QuotaCommand(environment));
        line.addSubcommand(new DemoCommand(environment));
        line.addSubcommand(new LoginCommand(environment));
        line.addSubcommand(new LogoutCommand(environment));
        line.addSubcommand(new WhoamiCommand(environment));
        line.addSubcommand(new ConnectCommand(environment));
        line.addSubcommand(new Cloud());
        line.addSubcommand(new Endpoint());
        line.addSubcommand(new Bundle());
        line.addSubcommand(new Verify());
        line.addSubcommand(new Completion());
        line.addSubcommand(new CompletionScript());
        ErrorReport report = new ErrorReport(environment.terminal());
        return line.setOut(environment.terminal().outWriter())
                .setErr(environment.terminal().errWriter())
                .setColorScheme(
                        CommandLine.Help.defaultColorScheme(
                                environment.terminal().outInk().on() ? Ansi.ON : Ansi.OFF))
                .setExecutionStrategy(BeamletCommand::execute)
                .setParameterExceptionHandler((fault, _) -> report.usage(fault))
                .setExecutionExceptionHandler((error, command, _) -> report.error(error, command));
    }

    private static int execute(CommandLine.ParseResult parsed) {
        CommandLine.ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        if (!last.matchedOptionValue("--debug", false)) {
            // Libraries speak of what they recover from; a user is told only what matters.
            LogManager.getLogManager().reset();
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /** Shown in the list; {@code ./beamlet} starts another program for it. */
    @Command(name = "cloud", description = "Start and look after the cloud service.")
    private static final class Cloud extends Elsewhere {}

    /** Shown in the list; {@code ./beamlet} starts another program for it. */
    @Command(name = "endpoint", description = "Configure, start and watch endpoints.")
    private static final class Endpoint extends Elsewhere {}

    /** Shown in the list; {@code ./beamlet} starts another program for it. */
    @Command(
            name = "bundle",
            description = "Make an archive that needs nothing else, with a Java runtime in it.")
    private static final class Bundle extends Elsewhere {}

    /** Shown in the list; {@code ./beamlet} does it, without Java. */
    @Command(
            name = "verify",
            description = "Compare an unpacked archive with the checksums that it was packed with.")
    private static final class Verify extends Elsewhere {}

    /** Shown in the list; {@code ./beamlet} puts it together from three programs. */
    @Command(
            name = "completion",
            description = "Print completion for bash: source <(beamlet completion)")
    private static final class Completion extends Elsewhere {}

    private static class Elsewhere implements Callable<Integer> {
        @Parameters(arity = "0..*", hidden = true)
        private String[] rest = {};

        @Override
        public Integer call() {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    "'%s' belongs to another program".formatted(String.join(" ", rest)),
                    "start it as ./beamlet");
        }
    }
}

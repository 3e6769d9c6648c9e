package org.beamlet.agent.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.beamlet.agent.block.BlockMaker;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.log.LogFile;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Shows the agent's log, or what a block's job wrote. */
@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description = {
            "Shows the end of the agent's log, or of what a block's job wrote.",
            "With -f, goes on until Ctrl-C."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamlet endpoint logs workstation -f",
            "  beamlet endpoint logs workstation -n 500 | grep WARN",
            "  beamlet endpoint logs workstation --block latest",
            "  beamlet endpoint logs workstation --block block-3 --stream stderr"
        })
final class LogsCommand implements Callable<Integer> {
    private static final Duration PERIOD = Duration.ofMillis(250);

    @ParentCommand EndpointCommand parent = new EndpointCommand();
    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "NAME",
            defaultValue = "default",
            description = "Name on this machine.")
    String name = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Goes on with what is written from now on.")
    boolean follow;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "50",
            description = "So many lines from the end; default ${DEFAULT-VALUE}.")
    int lines = 50;

    @Option(
            names = "--block",
            paramLabel = "ID",
            description = "What this block's job wrote; the beginning of an id, or `latest`.")
    @Nullable String block;

    @Option(
            names = "--stream",
            paramLabel = "STREAM",
            description = "Of a block: stdout or stderr alone.")
    @Nullable Stream stream;

    /** What a job writes to. */
    enum Stream {
        stdout,
        stderr
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        EndpointFolder folder = parent.folder(name).required();
        List<LogFile> files =
                block == null ? List.of(new LogFile(folder.log())) : ofBlock(folder, block);
        PrintWriter out = spec.commandLine().getOut();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean any = false;
        for (LogFile file : files) {
            any |= file.tail(Math.max(0, lines), bytes);
            show(file, files.size() > 1, bytes, out);
        }
        if (!any && !follow) {
            throw new BeamletException(
                    ErrorCode.INPUT_NOT_FOUND,
                    "%s is not there: nothing was written yet".formatted(files.getFirst().path()),
                    block == null
                            ? "start the endpoint with `beamlet endpoint start %s`".formatted(name)
                            : "see `beamlet endpoint status %s` whether its job has begun"
                                    .formatted(name));
        }
        while (follow && !out.checkError()) {
            for (LogFile file : files) {
                if (file.more(bytes)) {
                    show(file, files.size() > 1, bytes, out);
                }
            }
            Thread.sleep(PERIOD);
        }
        return 0;
    }

    private static void show(
            LogFile file, boolean named, ByteArrayOutputStream bytes, PrintWriter out) {
        if (bytes.size() > 0) {
            if (named) {
                out.println("==> %s <==".formatted(file.path()));
            }
            out.print(bytes.toString(StandardCharsets.UTF_8));
            out.flush();
        }
        bytes.reset();
    }

    private List<LogFile> ofBlock(EndpointFolder folder, String wanted) throws IOException {
        List<String> all = blocks(folder);
        List<String> meant =
                wanted.equals("latest")
                        ? all.subList(Math.max(0, all.size() - 1), all.size())
                        : all.stream().filter(id -> id.startsWith(wanted)).toList();
        if (meant.contains(wanted)) {
            meant = List.of(wanted);
        }
        if (meant.size() != 1) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    meant.isEmpty()
                            ? "endpoint '%s' has no block '%s'".formatted(name, wanted)
                            : "'%s' is the beginning of several blocks: %s"
                                    .formatted(wanted, String.join(", ", meant)),
                    all.isEmpty()
                            ? "it has had none yet, or their logs are gone"
                            : "give one of " + String.join(", ", last(all)));
        }
        String id = meant.getFirst();
        Path job = folder.blocks().resolve(id);
        List<LogFile> files = new ArrayList<>();
        for (Stream one : Stream.values()) {
            if (stream == null || stream == one) {
                files.add(new LogFile(job.resolve(id + "." + one)));
            }
        }
        return files;
    }

    private static List<String> last(List<String> all) {
        return all.subList(Math.max(0, all.size() - 10), all.size());
    }

    /** {@return the blocks whose folders are there, the oldest first} */
    private static List<String> blocks(EndpointFolder folder) throws IOException {
        List<Path> all = new ArrayList<>();
        if (Files.isDirectory(folder.blocks())) {
            try (DirectoryStream<Path> children =
                    Files.newDirectoryStream(folder.blocks(), path -> Files.isDirectory(path))) {
                children.forEach(all::add);
            }
        }
        return all.stream()
                .map(path -> path.getFileName().toString())
                .sorted(Comparator.comparingInt(BlockMaker::number).thenComparing(id -> id))
                .toList();
    }
}

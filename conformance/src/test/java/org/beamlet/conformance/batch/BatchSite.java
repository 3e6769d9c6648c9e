package org.beamlet.conformance.batch;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.beamlet.conformance.stack.Installation;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * Where blocks come from: a Slurm, here or behind SSH, or another batch system that is imitated on
 * it.
 *
 * @param folder of the Slurm
 * @param conf its configuration
 * @param sshd what a login needs; empty without SSH
 */
record BatchSite(Kind kind, Path folder, String conf, Map<String, String> sshd) {
    private static final Path CONFORMANCE =
            Path.of(System.getProperty("beamlet.conformance", ".")).toAbsolutePath();

    /** What the endpoint speaks to. */
    enum Kind {
        SLURM("SlurmProvider", "partition", "#SBATCH --hold", "scancel", "scontrol release", ""),
        SSH("SlurmProvider", "partition", "#SBATCH --hold", "scancel", "scontrol release", ""),
        PBSPRO("PBSProProvider", "queue", "#PBS -h", "qdel", "qrls", "peers/pbspro"),
        COBALT("CobaltProvider", "queue", "#COBALT -h", "qdel", "qrls", "peers/cobalt");

        private final String provider;
        private final String place;
        private final String hold;
        private final String cancel;
        private final String release;
        private final String shims;

        Kind(
                String provider,
                String place,
                String hold,
                String cancel,
                String release,
                String shims) {
            this.provider = provider;
            this.place = place;
            this.hold = hold;
            this.cancel = cancel;
            this.release = release;
            this.shims = shims;
        }
    }

    /** A job as Slurm tells it. */
    record Job(String id, String name, String state, String user) {
        boolean over() {
            return !List.of("PENDING", "RUNNING", "CONFIGURING", "COMPLETING", "SUSPENDED")
                    .contains(state);
        }
    }

    /** {@return the site that the suite has started} */
    static BatchSite here() {
        Path folder = Path.of(System.getProperty("beamlet.peer", ""));
        Kind kind = Kind.valueOf(System.getProperty("beamlet.batch", "SLURM"));
        return new BatchSite(
                kind,
                folder,
                Objects.requireNonNull(told(folder).get("conf")),
                kind == Kind.SSH
                        ? told(Path.of(System.getProperty("beamlet.sshd", "")))
                        : Map.of());
    }

    private static Map<String, String> told(Path folder) {
        Properties told = new Properties();
        try (var in = Files.newInputStream(folder.resolve("peer.properties"))) {
            told.load(in);
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.INSTALLATION_INCOMPLETE,
                    "no peer runs in '%s'".formatted(folder),
                    "run this with conformance/run",
                    e);
        }
        Map<String, String> all = new HashMap<>();
        told.stringPropertyNames().forEach(name -> all.put(name, told.getProperty(name)));
        return all;
    }

    boolean speaksSlurm() {
        return kind == Kind.SLURM || kind == Kind.SSH;
    }

    /** {@return what a program needs to speak to it} */
    Map<String, String> environment() {
        Map<String, String> all = new HashMap<>();
        all.put("SLURM_CONF", conf);
        all.put("PATH", path());
        return all;
    }

    String path() {
        String path = System.getenv("PATH");
        return kind.shims.isEmpty() ? path : CONFORMANCE.resolve(kind.shims) + ":" + path;
    }

    /**
     * {@return the lines of a provider of blocks of one node}
     *
     * @param path where its commands are looked for
     * @param more lines
     */
    String providerOn(String path, int most, String... more) {
        List<String> lines = new ArrayList<>();
        lines.add("type: " + kind.provider);
        lines.add("init_blocks: 0");
        lines.add("max_blocks: " + most);
        lines.addAll(List.of(more));
        if (kind == Kind.SSH) {
            lines.addAll(channel(path));
        }
        return String.join("\n    ", lines);
    }

    String provider(int most, String... more) {
        return providerOn(path(), most, more);
    }

    private List<String> channel(String path) {
        return List.of(
                "channel:",
                "  type: SSHChannel",
                "  hostname: " + sshd.get("host"),
                "  port: " + sshd.get("port"),
                "  username: " + sshd.get("user"),
                "  key_filename: " + sshd.get("key"),
                "  host_keys_filename: " + sshd.get("known_hosts"),
                "  script_dir: " + folder.resolve("far"),
                "  program: " + Installation.HERE.root(),
                "  java: " + Path.of(System.getProperty("java.home"), "bin", "java"),
                "  envs: {PATH: \"%s\", SLURM_CONF: %s}".formatted(path, conf));
    }

    String queue(String name) {
        return "%s: %s".formatted(kind.place, name);
    }

    /** {@return the line with which jobs are held from the start} */
    String held() {
        return "scheduler_options: \"%s\"".formatted(kind.hold);
    }

    /** {@return the command that lets a held job go on} */
    String release() {
        return kind.release;
    }

    /** Does what an administrator does. */
    void cancel(String job) throws IOException, InterruptedException {
        run((kind.cancel + " " + job).split(" ", -1));
    }

    void release(String job) throws IOException, InterruptedException {
        run((kind.release + " " + job).split(" ", -1));
    }

    /** {@return the jobs of this user that wait or run} */
    List<Job> jobs() {
        return all().stream().filter(job -> !job.over()).toList();
    }

    /** {@return the ids of the jobs of this user that Slurm remembers} */
    Set<String> known() {
        return all().stream().map(Job::id).collect(Collectors.toSet());
    }

    /** {@return the jobs of this user that came since} */
    List<Job> since(Set<String> before) {
        return all().stream().filter(job -> !before.contains(job.id())).toList();
    }

    private List<Job> all() {
        return listed("--me");
    }

    /** {@return the jobs that Slurm remembers, chosen so} */
    List<Job> listed(String... which) {
        List<String> words = new ArrayList<>(List.of("squeue", "-h", "-t", "all"));
        words.addAll(List.of("-o", "%i|%j|%T|%u"));
        words.addAll(List.of(which));
        try {
            return run(words.toArray(String[]::new))
                    .lines()
                    .map(line -> line.split("\\|", -1))
                    .map(cells -> new Job(cells[0], cells[1], cells[2], cells[3]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    /** Has the peer's script do something, such as {@code kill-node n2}. */
    void peer(String word, String... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>();
        words.add(CONFORMANCE.resolve("peers/slurm").toString());
        words.add(word);
        words.add(folder.toString());
        words.addAll(List.of(arguments));
        run(words.toArray(String[]::new));
    }

    /** {@return what the command prints} */
    @CanIgnoreReturnValue
    String run(String... words) throws IOException, InterruptedException {
        Path out = Files.createTempFile("batch", ".out");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectOutput(out.toFile());
            builder.environment().putAll(environment());
            Process process = builder.start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(90, TimeUnit.SECONDS);
            String text = Files.readString(out, StandardCharsets.UTF_8);
            if (!ended || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new BeamletException(
                        ErrorCode.COMMAND_FAILED,
                        "%s: %s".formatted(String.join(" ", words), text),
                        "see the logs in " + folder);
            }
            return text;
        } finally {
            Files.delete(out);
        }
    }
}

package org.beamlet.providers.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.beamlet.providers.command.CommandResult;
import org.beamlet.providers.command.ProcessCommandRunner;

/**
 * The connection of an OpenSSH that a person has logged in. Commands go over its socket, by the
 * {@code ssh} of this machine, which cannot log in by itself.
 */
final class MasterLink implements Link {
    private static final Duration CHECK_LIMIT = Duration.ofSeconds(10);
    private static final Duration FILE_LIMIT = Duration.ofSeconds(30);

    /** By which {@code ssh} says that it has no connection; a command may end so as well. */
    private static final int NO_CONNECTION = 255;

    /** By which a script says that a file is not there. */
    private static final int ABSENT = 44;

    private final SshHop target;
    private final Path socket;
    private final ProcessCommandRunner commands = new ProcessCommandRunner();
    private volatile boolean alive = true;

    private MasterLink(SshHop target, Path socket) {
        this.target = target;
        this.socket = socket;
    }

    /** Takes the connection, if there is one. */
    static Link open(SshHop target, Path socket) throws LinkFault {
        MasterLink link = new MasterLink(target, socket);
        CommandResult there = link.check();
        if (!there.succeeded()) {
            throw LinkFault.login(
                    "no OpenSSH holds a connection to %s at %s (%s); log in with `ssh -M -S %s -o ControlPersist=yes -f -N -p %d -l %s %s`"
                            .formatted(
                                    target.known(),
                                    socket,
                                    there.stderr().strip(),
                                    socket,
                                    target.port(),
                                    target.user(),
                                    target.host()));
        }
        return link;
    }

    private CommandResult check() {
        List<String> words = ssh();
        words.addAll(List.of("-O", "check", target.host()));
        return commands.run(words, CHECK_LIMIT);
    }

    /** Without a master {@code ssh} would log in anew; its way there leads nowhere. */
    private List<String> ssh() {
        return new ArrayList<>(
                List.of(
                        "ssh",
                        "-S",
                        socket.toString(),
                        "-o",
                        "BatchMode=yes",
                        "-o",
                        "ControlMaster=no",
                        "-o",
                        "ProxyCommand=false",
                        "-a",
                        "-x",
                        "-T",
                        "-p",
                        Integer.toString(target.port()),
                        "-l",
                        target.user()));
    }

    @Override
    public boolean alive() {
        return alive;
    }

    @Override
    public Ended run(FarScript script, Duration limit) {
        CommandResult answer = ask(script, limit);
        if (!answer.answered()) {
            OptionalLong group = script.group(answer.stdout());
            if (group.isPresent()) {
                var _ = ask(FarScript.kill(group.getAsLong()), CHECK_LIMIT);
            }
            lookAfter();
            return Ended.no("no answer within %s".formatted(limit));
        }
        if (answer.exit() == NO_CONNECTION || !script.begun(answer.stdout())) {
            lookAfter();
        }
        if (!alive || !script.begun(answer.stdout())) {
            return Ended.no("the connection broke: " + answer.stderr().strip());
        }
        return new Ended(
                true, answer.exit(), script.own(answer.stdout()), script.own(answer.stderr()), "");
    }

    private CommandResult ask(FarScript script, Duration limit) {
        List<String> words = ssh();
        words.add(target.host());
        words.add(FarScript.SHELL);
        return commands.run(words, script.input(), limit);
    }

    private void lookAfter() {
        alive = alive && check().succeeded();
    }

    @Override
    public void folder(String path) throws IOException {
        String word = FarScript.quoted(path);
        require("umask 077 && mkdir -p %1$s && chmod 700 %1$s\n".formatted(word));
    }

    /** The text is the script's, and stands in no list of processes. */
    @Override
    public void put(String path, byte[] content, int mode) throws IOException {
        require(
                "umask 077 && printf %%s %1$s > %2$s.new && chmod %3$o %2$s.new && mv %2$s.new %2$s\n"
                        .formatted(
                                FarScript.quoted(new String(content, StandardCharsets.UTF_8)),
                                FarScript.quoted(path),
                                mode));
    }

    @Override
    public Optional<byte[]> tail(String path, int most) throws IOException {
        Ended read =
                run(
                        FarScript.of(
                                "[ -f %1$s ] || exit %2$d\nexec tail -c %3$d -- %1$s\n"
                                        .formatted(FarScript.quoted(path), ABSENT, most)),
                        FILE_LIMIT);
        if (read.answered() && read.exit() == ABSENT) {
            return Optional.empty();
        }
        return Optional.of(require(read).stdout().getBytes(StandardCharsets.UTF_8));
    }

    private void require(String script) throws IOException {
        var _ = require(run(FarScript.of(script), FILE_LIMIT));
    }

    private static Ended require(Ended how) throws IOException {
        if (!how.answered() || how.exit() != 0) {
            throw new IOException(
                    how.answered()
                            ? "exit %d: %s".formatted(how.exit(), how.stderr().strip())
                            : how.why());
        }
        return how;
    }

    /** It is the person's. */
    @Override
    public void close() {
        alive = false;
    }
}

package org.beamlet.providers.ssh;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A connection of this program's own, over which all commands and files go.
 *
 * @param chain sessions at the hosts on the way, the far side's last
 */
record JschLink(List<Session> chain) implements Link {
    private static final Duration STEP = Duration.ofMillis(10);

    private static final Duration LOOK = Duration.ofMillis(250);

    /** What a command has left behind may hold its output open; nobody waits for that. */
    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

    private static final Map<String, Integer> SIGNALS =
            Map.of("HUP", 1, "INT", 2, "QUIT", 3, "ABRT", 6, "KILL", 9, "SEGV", 11, "TERM", 15);

    /** Begins to see that a host on the way which breaks takes with it what is behind. */
    static JschLink of(List<Session> chain) {
        JschLink made = new JschLink(List.copyOf(chain));
        if (chain.size() > 1) {
            var _ = Thread.ofVirtual().name("ssh-jumps").start(made::watch);
        }
        return made;
    }

    private void watch() {
        while (alive() && slept(LOOK)) {
            // Of itself a session does not learn that the one which carries it is gone.
        }
        close();
    }

    private Session session() {
        return chain.getLast();
    }

    @Override
    public boolean alive() {
        return chain.stream().allMatch(Session::isConnected);
    }

    @Override
    public Ended run(FarScript script, Duration limit) {
        return run(script, limit, true);
    }

    private Ended run(FarScript script, Duration limit, boolean kills) {
        Bounded out = new Bounded();
        Bounded err = new Bounded();
        ChannelExec channel = null;
        try {
            channel = (ChannelExec) session().openChannel("exec");
            channel.setCommand(FarScript.SHELL.getBytes(StandardCharsets.UTF_8));
            channel.setInputStream(new ByteArrayInputStream(script.input()));
            channel.setOutputStream(out);
            channel.setErrStream(err);
            // With a limit of its own it would not notice that the connection breaks.
            channel.connect();
            if (!ended(channel, limit)) {
                if (kills) {
                    kill(script, out);
                }
                return Ended.no("no answer within %s".formatted(limit));
            }
            return ended(channel, script, out, err);
        } catch (JSchException e) {
            // Nobody takes a new channel: neither will the next one be.
            close();
            return Ended.no("the connection broke: " + e.getMessage());
        } finally {
            if (channel != null) {
                channel.disconnect();
            }
        }
    }

    private boolean ended(ChannelExec channel, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        long over = 0;
        while (!channel.isClosed() && alive()) {
            long now = System.nanoTime();
            if (channel.getExitStatus() >= 0) {
                over = over == 0 ? now : over;
                if (now - over > LAST_WORDS.toNanos()) {
                    return true;
                }
            } else if (now - deadline > 0) {
                return false;
            }
            if (!slept(STEP)) {
                return false;
            }
        }
        return true;
    }

    private static boolean slept(Duration time) {
        try {
            Thread.sleep(time);
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Ended ended(ChannelExec channel, FarScript script, Bounded out, Bounded err) {
        int exit = channel.getExitStatus();
        if (exit < 0 && channel.getExitSignal() != null) {
            exit = 128 + SIGNALS.getOrDefault(channel.getExitSignal(), 0);
        }
        String printed = out.text();
        if (exit < 0) {
            return Ended.no("the connection broke before the command had ended");
        }
        if (!script.begun(printed)) {
            return Ended.no(
                    "the login shell there did not begin the command: " + err.text().strip());
        }
        return new Ended(true, exit, script.own(printed), script.own(err.text()), "");
    }

    /** Ends what runs for too long; a host that does not even do that is not there any more. */
    private void kill(FarScript script, Bounded out) {
        boolean interrupted = Thread.interrupted();
        OptionalLong group = script.group(out.text());
        FarScript end =
                group.isPresent() ? FarScript.kill(group.getAsLong()) : FarScript.of("exit 0\n");
        if (!run(end, KILL_LIMIT, false).answered()) {
            close();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void folder(String path) throws IOException {
        SftpFiles.with(
                this,
                files -> {
                    files.folder(path);
                    return true;
                });
    }

    @Override
    public void put(String path, byte[] content, int mode) throws IOException {
        SftpFiles.with(
                this,
                files -> {
                    files.put(path, content, mode);
                    return true;
                });
    }

    @Override
    public Optional<byte[]> tail(String path, int most) throws IOException {
        return SftpFiles.with(this, files -> files.tail(path, most));
    }

    ChannelSftp sftp() throws JSchException {
        return (ChannelSftp) session().openChannel("sftp");
    }

    @Override
    public void close() {
        JschConnector.close(chain);
    }
}

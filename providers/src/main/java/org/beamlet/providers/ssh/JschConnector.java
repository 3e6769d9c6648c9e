package org.beamlet.providers.ssh;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.JSchSessionDisconnectException;
import com.jcraft.jsch.Session;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Logs in, at one host after another. */
final class JschConnector {
    private static final int SIGNS_MISSED = 3;

    /** A person needs time; the host decides how long it waits. */
    private static final Duration WITH_PERSON = Duration.ofMinutes(5);

    /** That the host does not want this user, in the library's words. */
    private static final Pattern REFUSED =
            Pattern.compile("^Auth (fail|cancel)|^Login trials|^USERAUTH fail");

    /** Of a host's reasons to hang up, those that are about who logs in (RFC 4253, 11.1). */
    private static final List<Integer> ABOUT_USER = List.of(2, 13, 14, 15);

    private final SshSettings settings;

    JschConnector(SshSettings settings) {
        this.settings = settings;
    }

    /**
     * Tries it once.
     *
     * @param person who is there to be asked
     */
    Link open(Optional<LoginDialogue> person) throws LinkFault {
        List<Session> chain = new ArrayList<>();
        int hosts = settings.jumps().size() + 1;
        Duration most =
                person.isPresent()
                        ? WITH_PERSON
                        : settings.timing().connect().multipliedBy(2L * hosts);
        CompletableFuture<Void> inTime = new CompletableFuture<>();
        // Where a host is reached through another there is no socket whose reads could be limited.
        CompletableFuture<Void> watch =
                inTime.copy()
                        .orTimeout(most.toMillis(), TimeUnit.MILLISECONDS)
                        .whenComplete((_, late) -> {
                            if (late != null) {
                                close(chain);
                            }
                        });
        boolean done = false;
        try {
            JSch ssh = new JSch();
            Identities.add(ssh, settings.keys(), person.isEmpty());
            knownHosts(ssh);
            for (SshHop hop : settings.jumps()) {
                connect(ssh, hop, chain, person);
            }
            connect(ssh, settings.target(), chain, person);
            done = !watch.isDone();
            return JschLink.of(chain);
        } finally {
            inTime.complete(null);
            if (!done) {
                close(chain);
            }
        }
    }

    private void knownHosts(JSch ssh) throws LinkFault {
        try {
            if (Files.exists(settings.knownHosts())) {
                ssh.setKnownHosts(settings.knownHosts().toString());
            }
        } catch (JSchException e) {
            throw new LinkFault(
                    LinkFault.Kind.LOGIN,
                    "the file of known hosts %s cannot be read: %s"
                            .formatted(settings.knownHosts(), e.getMessage()),
                    e);
        }
    }

    private void connect(JSch ssh, SshHop hop, List<Session> chain, Optional<LoginDialogue> person)
            throws LinkFault {
        KnownHostKeys keys =
                new KnownHostKeys(ssh.getHostKeyRepository(), settings.knownHosts(), hop);
        try {
            Session session = ssh.getSession(hop.user(), hop.host(), hop.port());
            session.setHostKeyRepository(keys);
            session.setConfig("StrictHostKeyChecking", "yes");
            session.setConfig(
                    "PreferredAuthentications",
                    person.isPresent() ? "publickey,keyboard-interactive" : "publickey");
            session.setConfig("MaxAuthTries", "1");
            session.setUserInfo(new Asker(hop, person));
            session.setServerAliveInterval((int) settings.timing().alive().toMillis());
            session.setServerAliveCountMax(SIGNS_MISSED);
            session.setDaemonThread(true);
            if (!chain.isEmpty()) {
                session.setProxy(new JumpProxy(chain.getLast()));
            }
            synchronized (chain) {
                chain.add(session);
            }
            session.connect((int) settings.timing().connect().toMillis());
        } catch (JSchException e) {
            throw fault(hop, keys, e);
        }
    }

    private LinkFault fault(SshHop hop, KnownHostKeys keys, JSchException e) {
        String said = String.valueOf(e.getMessage());
        if (keys.trouble().isPresent()) {
            return new LinkFault(LinkFault.Kind.HOST, keys.trouble().get(), e);
        }
        if (REFUSED.matcher(said).find() || aboutUser(e)) {
            return new LinkFault(
                    LinkFault.Kind.LOGIN,
                    "%s does not let %s in: %s".formatted(hop.known(), hop.user(), said),
                    e);
        }
        return new LinkFault(
                keys.accepted() ? LinkFault.Kind.CUT : LinkFault.Kind.UNREACHABLE,
                "%s cannot be reached: %s".formatted(hop.known(), said),
                e);
    }

    private static boolean aboutUser(JSchException e) {
        return e instanceof JSchSessionDisconnectException hungUp
                && ABOUT_USER.contains(hungUp.getReasonCode());
    }

    /** The nearest last: the others are reached through it. */
    static void close(List<Session> chain) {
        List<Session> all;
        synchronized (chain) {
            all = List.copyOf(chain);
        }
        all.reversed().forEach(Session::disconnect);
    }
}

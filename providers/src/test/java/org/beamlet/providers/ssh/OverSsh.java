package org.beamlet.providers.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.beamlet.providers.LoginAnswer;
import org.beamlet.providers.LoginStep;
import org.beamlet.providers.command.CommandResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A real OpenSSH server, and what is done over it. */
abstract class OverSsh {
    static final Duration LONG = Duration.ofSeconds(60);
    static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir Path folder;

    Path far;
    Path here;
    Sshd sshd;
    final AtomicLong nanos = new AtomicLong(1);
    final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        far = folder.resolve("far");
        here = Files.createDirectories(folder.resolve("here"));
        sshd = started("sshd");
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    Sshd started(String name) {
        Sshd made = Sshd.start(folder.resolve(name));
        open.add(made);
        return made;
    }

    SshSite site(SshSettings settings) {
        SshSite made = new SshSite(settings, here, "beamlet endpoint login x", nanos::get);
        open.add(made::close);
        return made;
    }

    SshSite site() {
        return site(sshd.settings(far));
    }

    static CommandResult shell(SshSite site, String script, Duration limit) {
        return site.run(List.of("sh", "-c", script), limit);
    }

    static CommandResult echo(SshSite site) {
        return site.run(List.of("echo", "there"), LONG);
    }

    static LoginStep login(SshSite site) {
        LoginStep step = site.login(new LoginAnswer(true, List.of()));
        while (step instanceof LoginStep.Wait) {
            step = site.login(new LoginAnswer(false, List.of()));
        }
        return step;
    }

    static void cutSoon(Sshd sshd) {
        try {
            Thread.sleep(1500);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        sshd.say("cut");
    }

    static void requireGone(Path pid) throws IOException {
        long child = Long.parseLong(Files.readString(pid).strip());
        ProcessHandle.of(child)
                .ifPresent(left -> left.onExit().orTimeout(30, TimeUnit.SECONDS).join());
        assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();
    }
}

package org.beamlet.client.command;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.home.PrivateFile;
import org.beamlet.protocol.login.Issuer;
import org.beamlet.protocol.login.SavedLogin;
import picocli.CommandLine.Command;

/** Forgets a login. */
@Command(
        name = "logout",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = "Withdraw the tokens of `beamlet login` and forget them.")
final class LogoutCommand implements Callable<Integer> {
    private final Environment environment;

    LogoutCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Path file = environment.home().login();
        Optional<SavedLogin> login = SavedLogin.read(file);
        PrivateFile.remove(file);
        login.ifPresent(this::withdraw);
        environment
                .terminal()
                .out()
                .println(
                        login.map(one -> "logged out of " + one.service())
                                .orElse("nobody was logged in"));
        return ExitCode.OK;
    }

    private void withdraw(SavedLogin login) {
        String token = login.refreshToken();
        if (token == null) {
            return;
        }
        try (Issuer issuer =
                new Issuer(
                        URI.create(login.issuer()), environment.connections(), Clock.systemUTC())) {
            issuer.revoke(login.clientId(), token);
        } catch (BeamletException e) {
            environment
                    .terminal()
                    .err()
                    .println("note: the tokens are forgotten here, not withdrawn: " + e.what());
        }
    }
}

package org.beamlet.client.command;

import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.beamlet.client.login.Claims;
import org.beamlet.client.login.DeviceLogin;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.login.Grant;
import org.beamlet.protocol.login.Issuer;
import org.beamlet.protocol.login.SavedLogin;
import org.beamlet.protocol.login.SignOn;
import org.beamlet.protocol.net.Connections;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Logs a person in, with a browser on any machine. */
@Command(
        name = "login",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description = {
            "Log in at a service that has single sign-on.",
            "Open the address that is shown, in a browser anywhere, and confirm the code. Tokens are"
                    + " kept in $BEAMLET_HOME/login.json (0600) and renewed by themselves."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  beamlet login https://beamlet.example.org"})
final class LoginCommand implements Callable<Integer> {
    private final Environment environment;

    @Parameters(
            arity = "0..1",
            paramLabel = "URL",
            description = "The service (default: BEAMLET_URL).")
    private @Nullable String url;

    @Option(
            names = "--issuer",
            paramLabel = "URL",
            description = "The OpenID Connect issuer (default: the one that the service names).")
    private @Nullable String issuer;

    @Option(
            names = "--client-id",
            paramLabel = "ID",
            description = "Log in as this client (default: the one that the service names).")
    private @Nullable String clientId;

    @Option(
            names = "--scope",
            paramLabel = "SCOPES",
            description = "Ask for these scopes (default: those that the service names).")
    private @Nullable String scope;

    LoginCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        URI service = url == null ? environment.url() : Environment.url("the service", url);
        Connections connections = environment.connections();
        SignOn signOn = SignOn.of(service, connections);
        URI at =
                issuer == null
                        ? signOn.requiredIssuer(service)
                        : Environment.url("--issuer", issuer);
        String client = client(signOn);
        try (Issuer known = new Issuer(at, connections, Clock.systemUTC())) {
            Issuer.Device device =
                    known.device(
                            client,
                            scope == null ? signOn.scope() : scope,
                            signOn.audience() == null ? "" : signOn.audience());
            show(device);
            Grant grant = new DeviceLogin(known, client).await(device);
            String user = Claims.user(grant).orElse("");
            SavedLogin.of(service, at, client, user, grant).write(environment.home().login());
            environment
                    .terminal()
                    .out()
                    .println(
                            "logged in%s at %s"
                                    .formatted(user.isEmpty() ? "" : " as " + user, service));
            if (grant.refreshToken() == null) {
                note("the issuer gave no refresh token: log in again after " + grant.expiresAt());
            }
        }
        if (!environment.variables().getOrDefault("BEAMLET_TOKEN", "").isBlank()) {
            note("BEAMLET_TOKEN is set and wins over this login");
        } else if (!sameService(service)) {
            note("for other commands: export BEAMLET_URL=" + service);
        }
        return ExitCode.OK;
    }

    private boolean sameService(URI service) {
        return environment
                .url()
                .toString()
                .replaceAll("/+$", "")
                .equals(service.toString().replaceAll("/+$", ""));
    }

    private void note(String text) {
        environment.terminal().err().println("note: " + text);
    }

    private String client(SignOn signOn) {
        return Optional.ofNullable(clientId)
                .or(() -> Optional.ofNullable(signOn.clientId()))
                .orElseThrow(() ->
                        new BeamletException(
                                ErrorCode.USAGE,
                                "the service names no client to log in as",
                                "name the one that is registered at the issuer: --client-id ID"));
    }

    private void show(Issuer.Device device) {
        var ink = environment.terminal().errInk();
        var err = environment.terminal().err();
        err.println("Open   " + ink.bold(device.address()));
        err.println("Enter  " + ink.bold(device.userCode()));
        if (!device.wholeAddress().isEmpty()) {
            err.println(ink.dim("or     " + device.wholeAddress()));
        }
        err.println(
                ink.dim(
                        "waiting, up to %d minutes (Ctrl-C gives up)"
                                .formatted(Math.max(1, device.life().toMinutes()))));
    }
}

package org.beamlet.client.command;

import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.beamlet.client.connect.Forwarder;
import org.beamlet.protocol.login.TokenSource;
import org.beamlet.protocol.login.UserTokens;
import org.beamlet.protocol.net.Connections;
import org.beamlet.protocol.net.Loopback;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings a hosted service to localhost, for the unmodified SDK. */
@Command(
        name = "connect",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description = {
            "Bring a service elsewhere to http://localhost:5000, for the unmodified SDK.",
            "Forwards REST, and the AMQP streams of results, over TLS for programs that can only call"
                    + " localhost: the globus-compute-sdk with local_compute_services=True. They send"
                    + " the local token of this session, which only you can read; the forwarder swaps"
                    + " it for your token and refuses everybody else."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamlet connect https://beamlet.example.org",
            "  beamlet connect https://beamlet.example.org --ca facility-ca.pem --detach",
            "  beamlet connect --stop"
        })
final class ConnectCommand implements Callable<Integer> {
    private static final int PORT = 5000;

    private final Environment environment;

    @Parameters(
            arity = "0..1",
            paramLabel = "URL",
            description = "The service (default: BEAMLET_URL).")
    private @Nullable String url;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port on loopback (default: 5000, the only one that the SDK calls).")
    private int port = PORT;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "PEM file of a CA to trust besides the usual ones (default: BEAMLET_CA).")
    private @Nullable Path ca;

    @Option(names = "--detach", description = "Go on behind; return once programs can call.")
    private boolean detach;

    @Option(names = "--stop", description = "End the forwarder on that port.")
    private boolean stop;

    @Option(
            names = "--ready-file",
            paramLabel = "FILE",
            description = "Written once programs can call: JSON with url, token_file and pid.")
    private @Nullable Path readyFile;

    ConnectCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (stop) {
            environment.terminal().out().println(session(port).stop());
            return ExitCode.OK;
        }
        URI service =
                Loopback.requireSafe(
                        "the service",
                        url == null ? environment.url() : Environment.url("the service", url));
        if (detach) {
            new DetachedConnect(environment, session(port))
                    .start(service, port, ca == null ? null : environment.folder().resolve(ca));
            return ExitCode.OK;
        }
        return forward(service);
    }

    private ConnectSession session(int at) {
        return new ConnectSession(environment.home().connection(at));
    }

    private int forward(URI service) throws InterruptedException {
        Connections connections =
                ca == null
                        ? environment.connections()
                        : environment.connections().trusting(environment.folder().resolve(ca));
        TokenSource tokens =
                new UserTokens(environment.variables(), environment.home(), connections)
                        .required(service);
        ConnectCheck.check(service, tokens, connections, this::note);
        try (Forwarder forwarder =
                Forwarder.start(service, port, tokens, connections, this::note)) {
            ConnectSession session = session(forwarder.port());
            // Ctrl-C and SIGTERM end the JVM; nothing may stay that looks as if it still worked.
            Runtime.getRuntime().addShutdownHook(new Thread(session::remove, "connect-ends"));
            session.write(service, forwarder, readyFile);
            tell(service, forwarder, session);
            new CountDownLatch(1).await();
        }
        return ExitCode.OK;
    }

    private void tell(URI service, Forwarder forwarder, ConnectSession session) {
        var out = environment.terminal().out();
        out.println("http://localhost:%d leads to %s".formatted(forwarder.port(), service));
        out.println("local token, good while this runs: " + session.token());
        if (!forwarder.seesOwners()) {
            note("this system does not tell who calls: the local token alone keeps others out");
        }
    }

    private void note(String text) {
        environment.terminal().err().println("note: " + text);
    }
}

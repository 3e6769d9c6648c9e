package org.beamlet.agent.diagnose;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.ServiceAddress;
import org.beamlet.agent.registration.ObjectTrial;
import org.beamlet.agent.registration.Registrar;
import org.beamlet.agent.registration.ServiceClient;
import org.beamlet.protocol.net.BrokerUrl;

/** Whether service and broker can be reached and know whoever asks. */
public final class ServiceChecks {
    private static final Duration LIMIT = Duration.ofSeconds(8);

    /** Of one step: a few of them make a check. */
    private static final Duration STEP = Duration.ofSeconds(3);

    private static final long SKEW_WARNING_S = 10;

    /** Above that, commands from elsewhere count as too old. */
    private static final long SKEW_FAILED_S = 120;

    /** What a client of AMQP 0-9-1 says first. */
    private static final byte[] GREETING = {'A', 'M', 'Q', 'P', 0, 0, 9, 1};

    private static final int METHOD_FRAME = 1;

    private final EndpointFolder folder;
    private final ServiceAddress service;

    public ServiceChecks(EndpointFolder folder, ServiceAddress service) {
        this.folder = folder;
        this.service = service;
    }

    /** {@return what was found, hop by hop; what lies behind a blocked one is not tried} */
    public List<Finding> all() throws InterruptedException {
        Way way = new Way(service.connections(), service.url(), STEP);
        List<Finding> all = new ArrayList<>(way.steps());
        String blocked = way.blocked();
        if (blocked.isEmpty()) {
            all.add(
                    Limited.check(
                            "service",
                            "see that BEAMLET_URL is right and that firewalls and proxies let it"
                                    + " through",
                            () -> health(all)));
            all.add(Limited.check("token", "log in anew with `beamlet login`", this::token));
            all.add(
                    all.getLast().level() == Finding.Level.FAILED
                            ? Way.after("objects", "token")
                            : Limited.check(
                                    "objects",
                                    "ask who runs the service, and the proxy if there is one,"
                                            + " whether PUT and GET of /beamlet/v1/artifacts come"
                                            + " through",
                                    this::objects));
        } else {
            List.of("service", "token", "objects")
                    .forEach(name -> all.add(Way.after(name, blocked)));
        }
        all.add(
                Limited.check(
                        "broker",
                        "have the broker's port opened for connections from this machine",
                        this::broker));
        return List.copyOf(all);
    }

    private Finding health(List<Finding> all) throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(service.url() + "/health"))
                        .timeout(LIMIT)
                        .header("User-Agent", "beamlet-endpoint")
                        .GET()
                        .build();
        try (HttpClient http = service.connections().http().connectTimeout(LIMIT).build()) {
            Instant before = Instant.now();
            HttpResponse<Void> answer =
                    service.connections()
                            .send(http, request, HttpResponse.BodyHandlers.discarding());
            Duration took = Duration.between(before, Instant.now());
            all.add(clock(answer.headers().firstValue("date"), before.plus(took.dividedBy(2))));
            String what =
                    "%s answers HTTP %d after %d ms"
                            .formatted(service, answer.statusCode(), took.toMillis());
            return answer.statusCode() == 200
                    ? Finding.ok("service", what)
                    : Finding.failed(
                            "service",
                            what,
                            "see that the URL is a Beamlet service's, and ask who runs it");
        } catch (IOException e) {
            return service.connections()
                    .explain(service.url(), e)
                    .map(told -> Finding.failed("service", told.what(), told.remedy()))
                    .orElseGet(() ->
                            Finding.failed(
                                    "service",
                                    "%s cannot be reached: %s"
                                            .formatted(
                                                    service
                                                            + service.connections()
                                                                    .through(service.url()),
                                                    e),
                                    "start it, or set BEAMLET_URL; see that firewalls let it through"));
        }
    }

    static Finding clock(Optional<String> header, Instant here) {
        Optional<Instant> there = header.flatMap(ServiceChecks::date);
        if (there.isEmpty()) {
            return Finding.skipped("clock", "the service's answer has no date");
        }
        // The header has whole seconds.
        long skew = Math.abs(Duration.between(there.get(), here).toSeconds());
        String what = "this machine's clock and the service's differ by %d s".formatted(skew);
        String remedy = "have this machine's time set by NTP or chrony";
        if (skew >= SKEW_FAILED_S) {
            return Finding.failed("clock", what, remedy);
        }
        return skew >= SKEW_WARNING_S
                ? Finding.warning("clock", what, remedy)
                : Finding.ok("clock", what);
    }

    private static Optional<Instant> date(String header) {
        try {
            return Optional.of(
                    ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    private Finding token() {
        try (ServiceClient client = new ServiceClient(service, LIMIT)) {
            String user = Registrar.caller(client).path("user").asText("?");
            return Finding.ok("token", "the service knows you as " + user);
        }
    }

    /** The way that large results go, there and back. */
    private Finding objects() throws IOException {
        try (ServiceClient client = new ServiceClient(service, LIMIT)) {
            int bytes = ObjectTrial.run(client, folder.path());
            return Finding.ok(
                    "objects",
                    "an object of %d KiB was sent and came back".formatted(bytes / 1024));
        }
    }

    /** Without a login: that a broker answers is what firewalls and proxies are in the way of. */
    private Finding broker() throws Exception {
        if (!Files.exists(folder.broker())) {
            return Finding.skipped("broker", "its place is known after the endpoint's first start");
        }
        BrokerUrl place = BrokerUrl.parse(Files.readString(folder.broker()).strip());
        String through = service.connections().through(place);
        try (Socket socket =
                service.connections().dial(place.host(), place.port(), place.tls(), STEP)) {
            socket.setSoTimeout(Math.toIntExact(STEP.toMillis()));
            socket.getOutputStream().write(GREETING);
            int first = socket.getInputStream().read();
            return first == METHOD_FRAME
                    ? Finding.ok("broker", "%s%s answers".formatted(place, through))
                    : Finding.failed(
                            "broker",
                            "what answers at %s%s is no broker of AMQP 0-9-1"
                                    .formatted(place, through),
                            "ask who runs the service which name and port lead to its broker");
        } catch (IOException e) {
            return service.connections()
                    .explain(place, e)
                    .map(told -> Finding.failed("broker", told.what(), told.remedy()))
                    .orElseGet(() ->
                            Finding.failed(
                                    "broker",
                                    "%s%s cannot be reached: %s".formatted(place, through, e),
                                    "have its port opened for connections from this machine, or set"
                                            + " a proxy"));
        }
    }
}

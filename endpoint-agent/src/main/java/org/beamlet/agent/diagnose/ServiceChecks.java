package org.beamlet.agent.diagnose;

import java.io.IOException;
import java.net.InetAddress;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.ServiceAddress;
import org.beamlet.agent.registration.Registrar;
import org.beamlet.agent.registration.ServiceClient;
import org.beamlet.protocol.net.BrokerUrl;
import org.beamlet.protocol.net.ConnectionFaults;

/** Whether service and broker can be reached and know whoever asks. */
public final class ServiceChecks {
    private static final Duration LIMIT = Duration.ofSeconds(8);
    private static final long SKEW_WARNING_S = 10;

    /** Above that, commands from elsewhere count as too old. */
    private static final long SKEW_FAILED_S = 120;

    private final EndpointFolder folder;
    private final ServiceAddress service;

    public ServiceChecks(EndpointFolder folder, ServiceAddress service) {
        this.folder = folder;
        this.service = service;
    }

    public List<Finding> all() throws InterruptedException {
        List<Finding> all = new ArrayList<>();
        String host = service.url().getHost();
        all.add(
                Limited.check(
                        "dns",
                        "see /etc/resolv.conf, or ask who runs the network",
                        () -> resolved("dns", host)));
        all.add(
                Limited.check(
                        "service",
                        "see that BEAMLET_URL is right and that firewalls and proxies let it through",
                        () -> health(all)));
        all.add(Limited.check("token", "log in anew with `beamlet login`", this::token));
        all.add(
                Limited.check(
                        "broker",
                        "have the broker's port opened for connections from this machine",
                        this::broker));
        return List.copyOf(all);
    }

    private static Finding resolved(String check, String host) throws IOException {
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return Finding.ok(
                check,
                "%s is %s"
                        .formatted(
                                host,
                                Stream.of(InetAddress.getAllByName(bare))
                                        .map(InetAddress::getHostAddress)
                                        .distinct()
                                        .collect(Collectors.joining(", "))));
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
            HttpResponse<Void> answer = http.send(request, HttpResponse.BodyHandlers.discarding());
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
            return ConnectionFaults.explain(service.toString(), e)
                    .map(told -> Finding.failed("service", told.what(), told.remedy()))
                    .orElseGet(() ->
                            Finding.failed(
                                    "service",
                                    "%s cannot be reached: %s".formatted(service, e),
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

    /** Without a login: that the port answers is what firewalls are in the way of. */
    private Finding broker() throws Exception {
        if (!Files.exists(folder.broker())) {
            return Finding.skipped("broker", "its place is known after the endpoint's first start");
        }
        BrokerUrl place = BrokerUrl.parse(Files.readString(folder.broker()).strip());
        try (Socket _ =
                service.connections().dial(place.host(), place.port(), place.tls(), LIMIT)) {
            return Finding.ok("broker", place + " can be reached");
        } catch (IOException e) {
            return Finding.failed(
                    "broker",
                    "%s cannot be reached: %s".formatted(place, e),
                    "have its port opened for connections from this machine, or set a proxy");
        }
    }
}

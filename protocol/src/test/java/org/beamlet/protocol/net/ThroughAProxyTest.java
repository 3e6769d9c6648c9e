package org.beamlet.protocol.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLSocket;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.net.ConnectProxy.Manner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A service with TLS whose name nobody but the proxy can look up. */
class ThroughAProxyTest {
    private static final URI SERVICE = URI.create("https://service.beamlet.test/big");
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir static Path folder;
    private static TestCertificate certificate;
    private static TestCertificate another;
    private static HttpsServer server;
    private static HttpsServer reader;
    private static ExecutorService threads;

    @BeforeAll
    static void start() throws Exception {
        certificate = TestCertificate.make(folder, "service", "dns:service.beamlet.test");
        another = TestCertificate.make(folder, "proxys-own-ca", "dns:service.beamlet.test");
        threads = Executors.newVirtualThreadPerTaskExecutor();
        server = serving(certificate);
        reader = serving(another);
    }

    private static HttpsServer serving(TestCertificate as) throws Exception {
        HttpsServer made =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        made.setHttpsConfigurator(new HttpsConfigurator(as.server()));
        made.setExecutor(threads);
        made.createContext(
                "/big",
                exchange -> {
                    byte[] body = new byte[100_000];
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        made.start();
        return made;
    }

    @AfterAll
    static void stop() {
        server.stop(0);
        reader.stop(0);
        threads.shutdownNow();
    }

    private static ConnectProxy proxy(Manner manner) throws IOException {
        return new ConnectProxy(manner)
                .knows("service.beamlet.test:443", server.getAddress().getPort())
                .knows("service.beamlet.test:5671", server.getAddress().getPort());
    }

    private static Connections through(String proxy) {
        return Connections.of(
                Map.of("https_proxy", proxy, "BEAMLET_CA", certificate.pem().toString()));
    }

    private static int ask(Connections connections, URI what)
            throws IOException, InterruptedException {
        try (HttpClient http = connections.http().build()) {
            HttpResponse<byte[]> answer =
                    connections.send(
                            http,
                            HttpRequest.newBuilder(what).timeout(LIMIT).build(),
                            HttpResponse.BodyHandlers.ofByteArray());
            return answer.statusCode() == 200 ? answer.body().length : -1;
        }
    }

    @Test
    void requestsAndConnectionsGoThroughWithTheNameVerified() throws Exception {
        try (ConnectProxy proxy = proxy(Manner.ALLOWS_443_ALONE)) {
            Connections connections = through("http://" + proxy.place());

            assertThat(ask(connections, SERVICE)).isEqualTo(100_000);
            try (Socket socket = connections.dial("service.beamlet.test", 443, true, LIMIT)) {
                assertThat(socket).isInstanceOf(SSLSocket.class);
            }
            assertThat(proxy.asked()).isNotEmpty().containsOnly("service.beamlet.test:443");
        }
    }

    @Test
    void aLoginIsToldToTheProxy() throws Exception {
        try (ConnectProxy proxy = proxy(Manner.WANTS_A_LOGIN)) {
            Connections connections = through("http://me:p%40ss@" + proxy.place());

            assertThat(ask(connections, SERVICE)).isEqualTo(100_000);
            connections.dial("service.beamlet.test", 5671, true, LIMIT).close();
        }
    }

    @Test
    void beamletsOwnSettingWinsAndNoneMeansNone() throws Exception {
        try (ConnectProxy proxy = proxy(Manner.LETS_ALL_THROUGH)) {
            Map<String, String> environment = new HashMap<>();
            environment.put("https_proxy", "http://127.0.0.1:1");
            environment.put("BEAMLET_PROXY", proxy.place());
            environment.put("BEAMLET_CA", certificate.pem().toString());
            assertThat(ask(Connections.of(environment), SERVICE)).isEqualTo(100_000);

            environment.put("BEAMLET_PROXY", "none");
            assertThat(Connections.of(environment).proxy(SERVICE)).isEmpty();
            assertThat(Connections.of(environment).proxySetting()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    FORBIDS            | refuses CONNECT service.beamlet.test:PORT: HTTP/1.1 403 Forbidden | ask who runs it to allow
                    WANTS_A_LOGIN      | wants a user and a password | http://USER:PASSWORD@
                    SAYS_NOTHING       | does not answer CONNECT service.beamlet.test:PORT within 1 s | ask who runs it
                    KNOWS_NO_SUCH_NAME | does not get to service.beamlet.test:PORT itself | whether it knows the name
                    HANGS_UP           | hangs up on CONNECT service.beamlet.test:PORT | names an HTTP proxy
                    IS_NO_PROXY        | does not answer CONNECT service.beamlet.test:PORT as an HTTP proxy does | the right port
                    """)
    void aProxyThatMakesNoTunnelIsNamedWithWhatToDo(Manner manner, String what, String remedy)
            throws Exception {
        try (ConnectProxy proxy = proxy(manner)) {
            Connections connections = through("http://" + proxy.place());
            for (int port : new int[] {443, 5671}) {
                assertThatExceptionOfType(ProxyFault.class)
                        .isThrownBy(() ->
                                connections
                                        .dial(
                                                "service.beamlet.test",
                                                port,
                                                true,
                                                Duration.ofSeconds(1))
                                        .close())
                        .satisfies(fault -> {
                            assertThat(fault.hop()).isEqualTo(ProxyFault.Hop.TUNNEL);
                            assertThat(fault.what())
                                    .startsWith(
                                            "the proxy %s (https_proxy) ".formatted(proxy.place()))
                                    .contains(what.replace("PORT", Integer.toString(port)))
                                    .doesNotContain("<html", "ERROR: denied");
                            assertThat(fault.remedy()).contains(remedy);
                        });
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"FORBIDS, 403 Forbidden", "WANTS_A_LOGIN, a password", "HANGS_UP, hangs up"})
    void requestsAreToldTheSameAndNothingIsSent(Manner manner, String what) throws Exception {
        try (ConnectProxy proxy = proxy(manner)) {
            Connections connections = through("http://" + proxy.place());

            assertThatExceptionOfType(ProxyFault.class)
                    .isThrownBy(() -> ask(connections, SERVICE))
                    .satisfies(fault ->
                            assertThat(connections.explain(SERVICE, fault))
                                    .hasValueSatisfying(told ->
                                            assertThat(told.getMessage())
                                                    .contains(proxy.place(), what, "; ")));
        }
    }

    @Test
    void aPortThatTheProxyDoesNotAllowIsToldWhereTheBrokerCouldBe() throws Exception {
        try (ConnectProxy proxy = proxy(Manner.ALLOWS_443_ALONE)) {
            Connections connections = through("http://" + proxy.place());

            assertThatExceptionOfType(ProxyFault.class)
                    .isThrownBy(() ->
                            connections.dial("service.beamlet.test", 5671, true, LIMIT).close())
                    .satisfies(fault ->
                            assertThat(fault.remedy())
                                    .contains("allow CONNECT to service.beamlet.test:5671")
                                    .contains("port 443 alone"));
        }
    }

    @Test
    void aWrongPasswordIsToldWithoutIt() throws Exception {
        try (ConnectProxy proxy = proxy(Manner.WANTS_A_LOGIN)) {
            Connections connections = through("http://me:sesame-1@" + proxy.place());

            assertThatExceptionOfType(ProxyFault.class)
                    .isThrownBy(() -> ask(connections, SERVICE))
                    .withMessageContaining("does not take the user and password")
                    .satisfies(fault ->
                            assertThat(fault.what() + fault.remedy() + connections.proxy(SERVICE))
                                    .doesNotContain("sesame"));
        }
    }

    @Test
    void aProxyThatIsNotThereIsNamedAndNotTheService() throws Exception {
        Connections nobody = through("http://127.0.0.1:1");
        Connections unknown = through("http://proxy.beamlet.invalid:3128");

        for (Connections connections : new Connections[] {nobody, unknown}) {
            assertThatExceptionOfType(ProxyFault.class)
                    .isThrownBy(() -> ask(connections, SERVICE))
                    .satisfies(fault -> assertThat(fault.hop()).isEqualTo(ProxyFault.Hop.PROXY))
                    .withMessageContaining("cannot be reached")
                    .withMessageContaining("(https_proxy)");
        }
    }

    @Test
    void aTunnelThatIsCutNamesTheProxy() throws Exception {
        try (ConnectProxy proxy = proxy(Manner.CUTS_AFTER_2000_BYTES)) {
            Connections connections = through("http://" + proxy.place());

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> ask(connections, SERVICE));
            assertThat(connections.through(SERVICE))
                    .isEqualTo(" through the proxy %s (https_proxy)".formatted(proxy.place()));
        }
    }

    @Test
    void aProxyThatReadsTlsIsToldByWhoHasSigned() throws Exception {
        try (ConnectProxy proxy = new ConnectProxy(Manner.LETS_ALL_THROUGH)) {
            proxy.knows("service.beamlet.test:443", reader.getAddress().getPort());
            Connections connections = through("http://" + proxy.place());

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> ask(connections, SERVICE))
                    .satisfies(fault -> {
                        BeamletException told = connections.explain(SERVICE, fault).orElseThrow();
                        assertThat(told.what())
                                .contains("through the proxy " + proxy.place())
                                .contains("signed by nobody that is trusted here")
                                .contains("CN=proxys-own-ca");
                        assertThat(told.remedy()).contains("BEAMLET_CA");
                    });
            assertThat(
                            connections
                                    .certificates("service.beamlet.test", 443, LIMIT)
                                    .getFirst()
                                    .getSubjectX500Principal()
                                    .getName())
                    .isEqualTo("CN=proxys-own-ca");
        }
    }
}

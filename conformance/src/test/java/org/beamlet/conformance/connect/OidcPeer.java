package org.beamlet.conformance.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.beamlet.protocol.json.Json;

/** The issuer that `conformance/run connect` has started; its tokens live for fifteen seconds. */
record OidcPeer(String issuer, String audience, String client) {
    static OidcPeer read() throws IOException {
        Path file =
                Path.of(
                        System.getProperty("beamlet.conformance", ""),
                        "target/connect-issuer/peer.properties");
        assertThat(file).as("made by: conformance/run connect").exists();
        Properties told = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            told.load(reader);
        }
        return new OidcPeer(
                told.getProperty("issuer"),
                told.getProperty("audience"),
                told.getProperty("client_id"));
    }

    /** {@return what tells the service to trust it; a token that has ended is refused at once} */
    Map<String, String> settings() {
        return Map.of(
                "BEAMLET_OIDC_ISSUER", issuer,
                "BEAMLET_OIDC_AUDIENCE", audience,
                "BEAMLET_OIDC_CLIENT_ID", client,
                "BEAMLET_OIDC_SCOPES", "openid profile groups offline_access",
                "BEAMLET_OIDC_CLOCK_SKEW_SECONDS", "0");
    }

    /** Does what a person does in the browser. */
    void approve(String userCode, String account) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(issuer + "/peer/approve"))
                            .POST(
                                    HttpRequest.BodyPublishers.ofByteArray(
                                            Json.writeBytes(
                                                    Map.of(
                                                            "user_code", userCode,
                                                            "account", account))))
                            .build();
            assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()))
                    .satisfies(answer ->
                            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200));
        }
    }
}

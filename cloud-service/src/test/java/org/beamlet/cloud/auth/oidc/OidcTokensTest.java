package org.beamlet.cloud.auth.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.auth.IssuedUsers;
import org.beamlet.cloud.auth.Tokens;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OidcTokensTest {
    private static final String AUDIENCE = "https://beamlet.test";

    @TempDir private Path folder;

    @SuppressWarnings("NullAway.Init")
    private HttpServer http;

    @SuppressWarnings("NullAway.Init")
    private Store store;

    @SuppressWarnings("NullAway.Init")
    private OidcTokens tokens;

    private volatile String keys = "{\"keys\":[]}";
    private String issuer = "";

    @BeforeEach
    void start() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer = "http://127.0.0.1:" + http.getAddress().getPort();
        serve(
                "/.well-known/openid-configuration",
                () -> "{\"issuer\":\"%s\",\"jwks_uri\":\"%s/keys\"}".formatted(issuer, issuer));
        serve("/keys", () -> keys);
        http.start();
        store = Store.open(folder.resolve("store"));
        tokens = tokens("realm_access.roles");
    }

    @AfterEach
    void stop() {
        http.stop(0);
        store.close();
    }

    private OidcTokens tokens(String rolesClaim) {
        return new OidcTokens(
                new OidcSettings(
                        URI.create(issuer),
                        AUDIENCE,
                        "preferred_username",
                        "groups",
                        rolesClaim,
                        "operator",
                        Optional.empty(),
                        List.of("openid"),
                        Duration.ofSeconds(5)),
                new OidcUsers(new IssuedUsers(store, Clock.systemUTC())));
    }

    private void serve(String path, Supplier<String> text) {
        http.createContext(
                path,
                exchange -> {
                    byte[] bytes = text.get().getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
    }

    private static RSAKey key(String id) throws JOSEException {
        return new RSAKeyGenerator(2048).keyID(id).generate();
    }

    private void publish(RSAKey... published) {
        keys = new JWKSet(List.of(published)).toString(true);
    }

    private JWTClaimsSet.Builder claims(String subject) {
        return new JWTClaimsSet.Builder()
                .issuer(issuer)
                .audience(AUDIENCE)
                .subject(subject)
                .expirationTime(Date.from(Instant.now().plusSeconds(300)));
    }

    private static String signed(RSAKey key, JWTClaimsSet claims) throws JOSEException {
        return signed(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
                new RSASSASigner(key),
                claims);
    }

    private static String signed(JWSHeader header, JWSSigner signer, JWTClaimsSet claims)
            throws JOSEException {
        SignedJWT jwt = new SignedJWT(header, claims);
        jwt.sign(signer);
        return jwt.serialize();
    }

    private void refused(String token, String why) {
        assertThatExceptionOfType(BeamletException.class)
                .isThrownBy(() -> tokens.apply(token))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_AUTH_TOKEN))
                .withMessageContaining(why);
    }

    @Test
    void claimsSayWhoCallsWithWhichGroupsAndOffice() throws Exception {
        RSAKey key = key("1");
        publish(key);
        Caller ada =
                tokens.apply(
                        signed(
                                key,
                                claims("s-1")
                                        .claim("preferred_username", "ada")
                                        .claim("groups", List.of("8-ID", "staff"))
                                        .claim("realm_access", Map.of("roles", List.of("operator")))
                                        .build()));

        assertThat(ada.name()).isEqualTo("ada");
        assertThat(ada.operator()).isTrue();
        assertThat(ada.groups())
                .containsExactlyInAnyOrder(
                        OidcUsers.groupId(URI.create(issuer), "8-ID"),
                        OidcUsers.groupId(URI.create(issuer), "staff"));
        assertThat(tokens.apply(signed(key, claims("s-1").build())).userId())
                .as("the same subject is the same user, whatever else the token says")
                .isEqualTo(ada.userId());
    }

    @Test
    void aNameThatSomebodyHasIsNotTheirAccount() throws Exception {
        RSAKey key = key("1");
        publish(key);
        Caller local = new Tokens(store).mint("alice").caller();
        Caller first =
                tokens.apply(
                        signed(key, claims("s-1").claim("preferred_username", "alice").build()));
        Caller second =
                tokens.apply(
                        signed(key, claims("s-2").claim("preferred_username", "alice").build()));

        assertThat(List.of(local.userId(), first.userId(), second.userId()))
                .doesNotHaveDuplicates();
        assertThat(first.name()).startsWith("alice~");
        assertThat(first.operator()).isFalse();
    }

    @Test
    void tokensForOthersOfOthersOrOfYesterdayAreRefused() throws Exception {
        RSAKey key = key("1");
        publish(key);

        refused(signed(key, claims("s").audience("https://other").build()), "audience");
        refused(signed(key, claims("s").issuer("http://evil").build()), "iss");
        refused(
                signed(
                        key,
                        claims("s")
                                .expirationTime(Date.from(Instant.now().minusSeconds(60)))
                                .build()),
                "Expired");
        refused(signed(key, claims("s").expirationTime(null).build()), "exp");
        refused(signed(key("1"), claims("s").build()), "signature");
        refused("x.y.z", "neither");
        refused("guessed", "neither");
    }

    @Test
    void onlySignaturesWithAKeyPairCount() throws Exception {
        RSAKey key = key("1");
        publish(key);

        refused(new PlainJWT(claims("s").build()).serialize(), "does not prove");
        // The public key as a shared secret: the oldest trick.
        refused(
                signed(
                        new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("1").build(),
                        new MACSigner(
                                key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)),
                        claims("s").build()),
                "does not prove");
    }

    @Test
    void aNewKeyOfTheIssuerIsFoundWhenItIsFirstUsed() throws Exception {
        RSAKey former = key("1");
        publish(former);
        tokens.apply(signed(former, claims("s").build()));
        RSAKey next = key("2");
        publish(next);

        assertThat(tokens.apply(signed(next, claims("s").build())).name()).isEqualTo("s");
    }

    @Test
    void anIssuerThatIsAwayIsNotTheCallersFault() {
        http.stop(0);
        assertThatExceptionOfType(BeamletException.class)
                .isThrownBy(() -> tokens.apply(signed(key("1"), claims("s").build())))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.ISSUER_UNREACHABLE));
    }
}

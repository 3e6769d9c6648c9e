package org.beamlet.protocol.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.beamlet.protocol.error.BeamletException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxiesTest {
    private static final String PROXY = "http://proxy.example:3128";

    @Test
    void theProxyOfTheSchemeIsTakenInEitherSpelling() {
        Proxies lower = Proxies.of(Map.of("https_proxy", PROXY));
        Proxies upper = Proxies.of(Map.of("HTTPS_PROXY", PROXY));

        assertThat(lower.between("https", "beamlet.example", 443))
                .isEqualTo(new HttpProxy("https_proxy", "proxy.example", 3128, ""));
        assertThat(upper.between("https", "beamlet.example", 443)).isNotNull();
        assertThat(lower.between("http", "beamlet.example", 80)).isNull();
    }

    @Test
    void theSameMachineIsReachedWithoutAProxy() {
        Proxies proxies = Proxies.of(Map.of("http_proxy", PROXY, "https_proxy", PROXY));

        assertThat(proxies.between("http", "localhost", 5000)).isNull();
        assertThat(proxies.between("http", "127.0.0.1", 5000)).isNull();
        assertThat(proxies.between("https", "[::1]", 5000)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "beamlet.example, beamlet.example, true",
        "example, beamlet.example, true",
        ".example, beamlet.example, true",
        "*.example, beamlet.example, true",
        "ample, beamlet.example, false",
        "beamlet.example:443, beamlet.example, true",
        "beamlet.example:8443, beamlet.example, false",
        "*, anything, true",
        "10.0.0.0/8, 10.9.8.7, true",
        "10.0.0.0/8, 11.9.8.7, false",
        "10.0.0.0/8, beamlet.example, false",
        "fd00::/8, fd12::1, true",
        "fd00::/8, [fd12::1], true",
        "fd00::/8, fe80::1, false",
        "10.0.0.0/8, fd12::1, false",
        "10.9.8.7/32, 10.9.8.7, true",
        "10.9.8.7, 10.9.8.7, true",
        "8.7, 10.9.8.7, false",
        "10.9.8.7:443, 10.9.8.7, true",
        "10.9.8.7:444, 10.9.8.7, false",
        "fd12:0:0::1, fd12::1, true",
        "fd12::1, [fd12::1], true",
        "[fd12::1], fd12::1, true",
        "[fd12::1]:443, fd12::1, true",
        "[fd12::1]:444, fd12::1, false",
        ".example:443, beamlet.example, true",
        "*.example:444, beamlet.example, false",
        "BEAMLET.example, beamlet.EXAMPLE, true",
        "beamlet.example, beamlet.example., true",
        "example., beamlet.example, true",
        ".beamlet.example, beamlet.example, true",
        ".beamlet.example, xbeamlet.example, false",
        "., beamlet.example, false",
        "nonsense/99, 10.9.8.7, false",
        "10.0.0.0/99, 10.9.8.7, false",
        "10.0.0.0/x, 10.9.8.7, false"
    })
    void exceptionsAreHonoured(String exception, String host, boolean direct) {
        Proxies proxies = Proxies.of(Map.of("https_proxy", PROXY, "no_proxy", "x, " + exception));

        assertThat(proxies.between("https", host, 443) == null).isEqualTo(direct);
    }

    @Test
    void beamletsOwnSettingIsTakenForBothSchemesWithTheSameExceptions() {
        Proxies proxies =
                Proxies.of(
                        Map.of(
                                "BEAMLET_PROXY",
                                "own.example:8080",
                                "https_proxy",
                                PROXY,
                                "no_proxy",
                                "near.example"));

        assertThat(proxies.between("http", "beamlet.example", 80))
                .isEqualTo(new HttpProxy("BEAMLET_PROXY", "own.example", 8080, ""));
        assertThat(proxies.between("https", "near.example", 443)).isNull();
        assertThat(
                        Proxies.of(Map.of("BEAMLET_PROXY", "None", "https_proxy", PROXY))
                                .between("https", "beamlet.example", 443))
                .isNull();
    }

    @Test
    void aPasswordIsInNoTextOfAProxy() {
        Proxies proxies = Proxies.of(Map.of("https_proxy", "http://me:secret@proxy.example:1"));

        assertThat(String.valueOf(proxies.between("https", "beamlet.example", 443)))
                .contains("proxy.example:1")
                .doesNotContain("secret");
        assertThat(Connections.withoutLogin("http://me:secret@proxy.example:1"))
                .isEqualTo("http://proxy.example:1");
        assertThat(Connections.withoutLogin("me:secret@proxy.example:1"))
                .isEqualTo("proxy.example:1");
    }

    @Test
    void theLoginOfAProxyIsDecodedAndToldToThatProxyOnly() {
        Proxies proxies = Proxies.of(Map.of("https_proxy", "http://me:p%40ss@proxy.example:1"));

        assertThat(proxies.login("proxy.example", 1))
                .satisfies(login ->
                        assertThat(login.getPassword()).containsExactly("p@ss".toCharArray()));
        assertThat(proxies.login("other.example", 1)).isNull();
    }

    @Test
    void aProxyThatIsNoneIsAnErrorWithoutItsPassword() {
        Proxies proxies = Proxies.of(Map.of("https_proxy", "socks5://me:secret@proxy:1"));

        assertThatExceptionOfType(BeamletException.class)
                .isThrownBy(() -> proxies.between("https", "beamlet.example", 443))
                .withMessageContaining("https_proxy")
                .withMessageNotContaining("secret");
    }
}

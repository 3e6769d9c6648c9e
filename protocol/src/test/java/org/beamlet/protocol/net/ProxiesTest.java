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
                .isEqualTo(new HttpProxy("proxy.example", 3128, ""));
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
        "nonsense/99, 10.9.8.7, false"
    })
    void exceptionsAreHonoured(String exception, String host, boolean direct) {
        Proxies proxies = Proxies.of(Map.of("https_proxy", PROXY, "no_proxy", "x, " + exception));

        assertThat(proxies.between("https", host, 443) == null).isEqualTo(direct);
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

package org.beamlet.protocol.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.net.URISyntaxException;
import org.beamlet.protocol.error.BeamletException;
import org.junit.jupiter.api.Test;

class BrokerUrlTest {
    @Test
    void whatLeadsElsewhereKeepsLoginHostAndQueryButNotTls() throws URISyntaxException {
        BrokerUrl url =
                BrokerUrl.parse(
                        "amqps://me:p%2Fw@broker.example/a%2Fb?heartbeat=20&ssl_options=%7B%7D");

        assertThat(url.at("127.0.0.1", 7))
                .isEqualTo("amqp://me:p%2Fw@127.0.0.1:7/a%2Fb?heartbeat=20");
        assertThat(url.withoutTls())
                .isEqualTo("amqp://me:p%2Fw@broker.example:5671/a%2Fb?heartbeat=20");
    }

    @Test
    void thePasswordIsNotShown() throws URISyntaxException {
        BrokerUrl url = BrokerUrl.parse("amqp://me:secret@[::1]:7/");

        assertThat(url).hasToString("amqp://[::1]:7");
        assertThat(url.host()).isEqualTo("::1");
    }

    @Test
    void whatIsNoBrokerIsRefused() {
        assertThatExceptionOfType(URISyntaxException.class)
                .isThrownBy(() -> BrokerUrl.parse("http://broker"));
    }

    @Test
    void secretsLeaveThisMachineOnlyEncrypted() {
        assertThat(Loopback.requireSafe("it", URI.create("http://localhost:5000"))).isNotNull();
        assertThat(Loopback.requireSafe("it", URI.create("https://far.example"))).isNotNull();
        assertThatExceptionOfType(BeamletException.class)
                .isThrownBy(() ->
                        Loopback.requireSafe("it", URI.create("http://127.0.0.1.far.example")))
                .withMessageContaining("unencrypted");
    }
}

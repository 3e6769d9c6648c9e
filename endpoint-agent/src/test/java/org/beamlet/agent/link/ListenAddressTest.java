package org.beamlet.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.NetworkInterface;
import java.net.SocketException;
import org.beamlet.agent.config.AddressConfig;
import org.beamlet.protocol.error.BeamletException;
import org.junit.jupiter.api.Test;

class ListenAddressTest {
    @Test
    void anInterfaceIsBoundByItsAddressAndAnAbsentOneIsToldWithThoseThatAre()
            throws SocketException {
        String loopback =
                NetworkInterface.networkInterfaces()
                        .filter(one ->
                                one.inetAddresses()
                                        .anyMatch(it -> it.getHostAddress().equals("127.0.0.1")))
                        .map(NetworkInterface::getName)
                        .findFirst()
                        .orElseThrow();

        assertThat(ListenAddress.of(new AddressConfig.OfInterface(loopback))).startsWith("127.");
        assertThatThrownBy(() -> ListenAddress.of(new AddressConfig.OfInterface("hsn9")))
                .isInstanceOf(BeamletException.class)
                .hasMessageContainingAll("hsn9", loopback, "ip -br addr");
    }

    @Test
    void whatIsSaidIsTaken() {
        assertThat(ListenAddress.of(new AddressConfig.Fixed("login1"))).isEqualTo("login1");
    }
}

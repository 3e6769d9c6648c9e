package org.beamlet.agent.link;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.stream.Collectors;
import org.beamlet.agent.config.AddressConfig;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Finds the address that a configuration speaks of on this machine. */
public final class ListenAddress {
    /** Of a range that nobody has: asking for the way there sends nothing. */
    private static final InetSocketAddress FAR = new InetSocketAddress("192.0.2.1", 9);

    private ListenAddress() {}

    /**
     * Finds it.
     *
     * @return an IP address or a host name
     * @throws BeamletException with code CONFIG_INVALID if this machine has none such
     */
    public static String of(AddressConfig config) {
        try {
            return switch (config) {
                case AddressConfig.Fixed(var host) -> host;
                case AddressConfig.OfInterface(var name) -> ofInterface(name);
                case AddressConfig.OfHostName _ -> InetAddress.getLocalHost().getHostName();
                case AddressConfig.OfRoute _ -> ofRoute();
            };
        } catch (IOException e) {
            throw absent(config.told(), String.valueOf(e.getMessage()), e);
        }
    }

    private static String ofInterface(String name) throws SocketException {
        NetworkInterface found = NetworkInterface.getByName(name);
        if (found == null) {
            throw absent(name, "this machine has " + names(), null);
        }
        return found.inetAddresses()
                .filter(Inet4Address.class::isInstance)
                .map(InetAddress::getHostAddress)
                .findFirst()
                .orElseThrow(() -> absent(name, "it has no IPv4 address", null));
    }

    private static String names() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .map(NetworkInterface::getName)
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static String ofRoute() throws SocketException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(FAR);
            return socket.getLocalAddress().getHostAddress();
        }
    }

    private static BeamletException absent(String what, String why, @Nullable IOException cause) {
        return new BeamletException(
                ErrorCode.CONFIG_INVALID,
                "engine.address: %s gives no address here: %s".formatted(what, why),
                "name an interface that `ip -br addr` shows, or write the address itself",
                cause);
    }
}

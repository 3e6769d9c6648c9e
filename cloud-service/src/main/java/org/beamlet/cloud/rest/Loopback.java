package org.beamlet.cloud.rest;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Hides routes from callers on other hosts. */
final class Loopback {
    private Loopback() {}

    static void require(@Nullable String address) {
        try {
            if (address != null && InetAddress.getByName(address).isLoopbackAddress()) {
                return;
            }
        } catch (UnknownHostException _) {
            // Not an address: certainly not the loopback one.
        }
        throw new BeamletException(
                ErrorCode.ROUTE_NOT_FOUND,
                "there is nothing here for callers from outside",
                "call from the service's own host");
    }
}

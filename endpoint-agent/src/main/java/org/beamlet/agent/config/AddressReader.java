package org.beamlet.agent.config;

import java.util.List;
import java.util.Map;

/** Reads {@code engine.address}. */
final class AddressReader {
    private static final Map<String, String> ELSEWHERE =
            Map.of(
                    "address_by_query",
                    "asks a web service for this machine's public address, which nodes of a cluster"
                            + " do not need; use address_by_interface",
                    "get_all_addresses",
                    "would listen on every interface; use address_by_interface");

    private AddressReader() {}

    static AddressConfig read(Section engine, AddressConfig otherwise) {
        if (!engine.has("address")) {
            return otherwise;
        }
        if (!engine.isMapping("address")) {
            return fixed(engine);
        }
        Section address = engine.section("address");
        String type =
                TypeWord.check(
                                address,
                                "address",
                                List.of(
                                        "address_by_interface",
                                        "address_by_hostname",
                                        "address_by_route",
                                        "get_any_address"),
                                ELSEWHERE)
                        .orElse("");
        AddressConfig result =
                switch (type) {
                    case "address_by_interface" -> ofInterface(address);
                    case "address_by_hostname" -> new AddressConfig.OfHostName();
                    default -> new AddressConfig.OfRoute();
                };
        address.finish(type.isEmpty() ? Refused.ANY_ADDRESS : Map.of());
        return result;
    }

    private static AddressConfig ofInterface(Section address) {
        String name = address.text("ifname").orElse("");
        if (!name.matches("[A-Za-z0-9_.:@-]{1,64}")) {
            address.fault(
                    "ifname",
                    "is '%s'; give the name of a network interface, as `ip -br addr` shows it"
                            .formatted(name));
        }
        return new AddressConfig.OfInterface(name);
    }

    private static AddressConfig fixed(Section engine) {
        String address = engine.text("address").orElse("");
        if (!address.matches("[A-Za-z0-9.:-]{1,253}")) {
            engine.fault(
                    "address", "is '%s'; give a host name or an IP address".formatted(address));
        }
        return new AddressConfig.Fixed(address);
    }
}

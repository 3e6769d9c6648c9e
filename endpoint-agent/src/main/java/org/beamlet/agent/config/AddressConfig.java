package org.beamlet.agent.config;

/** Under which address the nodes reach the agent, and to which alone it is bound. */
public sealed interface AddressConfig {
    /** {@return as a configuration says it} */
    String told();

    /** A host name or an IP address. */
    record Fixed(String host) implements AddressConfig {
        @Override
        public String told() {
            return host;
        }
    }

    /** The first IPv4 address of a network interface. */
    record OfInterface(String name) implements AddressConfig {
        @Override
        public String told() {
            return "address_by_interface " + name;
        }
    }

    /** What this machine calls itself. */
    record OfHostName() implements AddressConfig {
        @Override
        public String told() {
            return "address_by_hostname";
        }
    }

    /** The address from which this machine reaches others. */
    record OfRoute() implements AddressConfig {
        @Override
        public String told() {
            return "address_by_route";
        }
    }
}

package org.beamlet.agent.config;

import java.util.List;

/**
 * All that is read and that this version does not do. Nothing of it is passed over in silence: it
 * keeps an endpoint from starting, or is told at its start.
 *
 * @param key as it stands in the file
 * @param refused whether the endpoint does not start
 * @param reason with what to do instead, as it follows the key
 */
public record NotCarriedOut(String key, boolean refused, String reason) {
    /** {@return what of a configuration is not done} */
    public static List<NotCarriedOut> of(EndpointConfig config) {
        return config.engine().provider() instanceof ProviderConfig.Foreign provider
                ? List.of(
                        new NotCarriedOut(
                                "engine.provider",
                                true,
                                "is %s: %s".formatted(provider.type(), provider.reason())))
                : List.of();
    }

    @Override
    public String toString() {
        return key + " " + reason;
    }
}

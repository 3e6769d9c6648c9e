package org.beamlet.agent.config;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * All that is read and that this version does not do. Nothing of it is passed over in silence: it
 * keeps an endpoint from starting, or is told at its start.
 *
 * @param key as it stands in the file
 * @param refused whether the endpoint does not start
 * @param reason with what to do instead, as it follows the key
 */
public record NotCarriedOut(String key, boolean refused, String reason) {
    private record Rule(
            String key, boolean refused, Predicate<EndpointConfig> asked, String reason) {}

    private static final List<Rule> RULES =
            List.of(
                    new Rule(
                            "engine.provider",
                            true,
                            it -> it.engine().provider() instanceof ProviderConfig.Batch,
                            "asks a batch system, to which this version submits nothing; use"
                                    + " LocalProvider inside an allocation"));

    /** {@return what of a configuration is not done} */
    public static List<NotCarriedOut> of(EndpointConfig config) {
        Optional<NotCarriedOut> foreign =
                config.engine().provider() instanceof ProviderConfig.Foreign provider
                        ? Optional.of(
                                new NotCarriedOut(
                                        "engine.provider",
                                        true,
                                        "is %s: %s".formatted(provider.type(), provider.reason())))
                        : Optional.empty();
        return Stream.concat(
                        foreign.stream(),
                        RULES.stream()
                                .filter(rule -> rule.asked().test(config))
                                .map(rule ->
                                        new NotCarriedOut(
                                                rule.key(), rule.refused(), rule.reason())))
                .toList();
    }

    /** {@return what of a manager endpoint is not done} */
    public static List<NotCarriedOut> of(ManagerConfig config) {
        return config.accounts().stream()
                .map(key ->
                        new NotCarriedOut(
                                key,
                                true,
                                "maps users to accounts, which this version does not; remove it"))
                .toList();
    }

    @Override
    public String toString() {
        return key + " " + reason;
    }
}

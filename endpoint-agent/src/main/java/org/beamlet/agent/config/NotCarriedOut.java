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
                                    + " LocalProvider inside an allocation"),
                    new Rule(
                            "engine.type",
                            true,
                            it -> it.engine().type() == EngineType.MPI,
                            "is GlobusMPIEngine, and tasks over several nodes are not run by this"
                                    + " version; use GlobusComputeEngine"),
                    new Rule(
                            "engine.container_type",
                            true,
                            it -> it.engine().worker().container().isPresent(),
                            "runs workers in containers, which this version does not; remove it"),
                    new Rule(
                            "engine.allowed_serializers",
                            true,
                            it -> !it.engine().worker().allowedSerializers().isEmpty(),
                            "is not checked by this version; use allowed_functions"));

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
        Stream<NotCarriedOut> itself =
                Stream.of(
                        new NotCarriedOut(
                                "engine",
                                true,
                                "is in a template, and this version starts no endpoints for users;"
                                        + " write the engine in config.yaml"));
        Stream<NotCarriedOut> accounts =
                config.accounts().stream()
                        .map(key ->
                                new NotCarriedOut(
                                        key,
                                        true,
                                        "maps users to accounts, which this version does not;"
                                                + " remove it"));
        return Stream.concat(itself, accounts).toList();
    }

    @Override
    public String toString() {
        return key + " " + reason;
    }
}

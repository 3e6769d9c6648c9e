package org.beamlet.agent.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.beamlet.agent.config.ScalingConfig.Selector;
import org.beamlet.agent.config.ScalingConfig.Strategy;

/** Reads {@code strategy} and {@code job_status_kwargs}, which say the same. */
final class ScalingReader {
    private static final List<String> WORDS = List.of("simple", "htex_auto_scale", "none");

    private static final List<String> SELECTORS =
            Stream.of(Selector.values()).map(Selector::word).toList();

    private ScalingReader() {}

    static ScalingConfig read(Section engine) {
        ScalingConfig first =
                engine.isMapping("strategy")
                        ? old(engine.section("strategy"))
                        : new ScalingConfig(
                                word(engine),
                                Optional.empty(),
                                Optional.empty(),
                                Selector.EMPTIEST);
        Section status = engine.section("job_status_kwargs");
        Optional<Strategy> second =
                status.has("strategy") ? Optional.of(word(status)) : Optional.empty();
        if (engine.has("strategy") && second.filter(it -> it != first.strategy()).isPresent()) {
            status.fault("strategy", "is not what engine.strategy says; keep one of them");
        }
        Optional<Duration> idle = seconds(status, "max_idletime");
        Optional<Duration> period = seconds(status, "strategy_period");
        status.finish(Map.of());
        return new ScalingConfig(
                second.orElse(first.strategy()),
                idle.or(first::maxIdletime),
                period.or(first::period),
                selector(engine));
    }

    /** Parsl's own name alone, or as the type of an object. */
    private static Selector selector(Section engine) {
        if (engine.isMapping("manager_selector")) {
            Section section = engine.section("manager_selector");
            Optional<String> type =
                    TypeWord.check(section, "manager_selector", SELECTORS, Map.of());
            section.finish(Map.of());
            return type.map(ScalingReader::selector).orElse(Selector.EMPTIEST);
        }
        String word = engine.text("manager_selector").orElse(Selector.EMPTIEST.word());
        if (!SELECTORS.contains(word)) {
            engine.fault(
                    "manager_selector",
                    "is '%s'; use %s".formatted(word, String.join(" or ", SELECTORS)));
        }
        return selector(word);
    }

    private static Selector selector(String word) {
        return word.equals(Selector.NEWEST_BLOCK.word())
                ? Selector.NEWEST_BLOCK
                : Selector.EMPTIEST;
    }

    private static ScalingConfig old(Section strategy) {
        // From the time when a strategy was an object; there was this one.
        var _ = TypeWord.check(strategy, "strategy", List.of("SimpleStrategy"), Map.of());
        ScalingConfig scaling =
                new ScalingConfig(
                        Strategy.SIMPLE,
                        seconds(strategy, "max_idletime"),
                        seconds(strategy, "strategy_period"),
                        Selector.EMPTIEST);
        strategy.finish(Map.of());
        return scaling;
    }

    private static Strategy word(Section section) {
        String word = section.text("strategy").orElse("simple");
        return switch (word) {
            case "simple" -> Strategy.SIMPLE;
            case "htex_auto_scale" -> Strategy.HTEX_AUTO_SCALE;
            case "none" -> Strategy.NONE;
            default -> {
                section.fault(
                        "strategy", "is '%s'; use %s".formatted(word, String.join(", ", WORDS)));
                yield Strategy.SIMPLE;
            }
        };
    }

    private static Optional<Duration> seconds(Section section, String key) {
        return section.has(key)
                ? Optional.of(section.seconds(key, 0, 0.1, 604_800))
                : Optional.empty();
    }
}

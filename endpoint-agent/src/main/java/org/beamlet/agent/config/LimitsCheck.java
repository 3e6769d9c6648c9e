package org.beamlet.agent.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.beamlet.protocol.text.NearestWord;

/**
 * Compares what a configuration asks for with what its site allows. What breaks a limit that was
 * checked is a fault; what breaks another is told.
 */
record LimitsCheck(SiteLimits site, BlockConfig blocks, Section provider) {
    private static final String STALE =
            "; or, if the site has changed that, correct a copy of its limits.yaml and name it in"
                    + " site_limits";

    /** Looks at one queue, of the section in which it is named. */
    void queue(Section section, String key, QueueTerms queue) {
        if (queue.limits().isPresent()) {
            limits(section, queue, queue.limits().get());
        } else if (!queue.name().isEmpty() && !site.queues().isEmpty()) {
            unknown(section, key, queue);
        }
    }

    private void unknown(Section section, String key, QueueTerms queue) {
        List<String> names = queue.job().queueNames();
        for (String name : names) {
            var routing = site.inFrontOf(name);
            if (routing.isPresent()) {
                String front = routing.get().name();
                section.fault(
                        key,
                        "is %s, which takes no jobs at %s but those that %s moves there; write %s"
                                .formatted(name, site.site(), front, front));
                return;
            }
        }
        List<String> known = site.queues().stream().map(QueueLimits::name).toList();
        section.note(
                key,
                "is %s, of which the limits of %s know nothing: %s"
                        .formatted(
                                queue.name(),
                                site.site(),
                                names.stream()
                                        .flatMap(name -> NearestWord.to(name, known).stream())
                                        .findFirst()
                                        .map("did you mean '%s'?"::formatted)
                                        .orElse("known are " + String.join(", ", known))));
    }

    private void limits(Section section, QueueTerms queue, QueueLimits limits) {
        long nodes = blocks.nodesPerBlock();
        long seconds = queue.job().walltime().toSeconds();
        if (limits.onRequest()) {
            section.note(
                    "",
                    "asks for %s, which %s opens on request alone; ask the site, or for another queue"
                            .formatted(limits.name(), site.site()));
        }
        if (!limits.nodes().allow(nodes)) {
            tell(
                    provider,
                    limits,
                    "nodes",
                    "nodes_per_block",
                    Long.toString(nodes),
                    bounds(limits.nodes(), Long::toString) + " nodes",
                    nodes,
                    seconds);
        }
        if (!limits.walltime().allow(seconds)) {
            walltime(section, limits, limits.walltime(), nodes, seconds);
        } else if (limits.nodes().allow(nodes) && !limits.takes(nodes, seconds)) {
            // Of a routing queue: those behind it differ by size, and so does what they allow.
            limits.routes().stream()
                    .filter(one -> one.nodes().allow(nodes))
                    .findFirst()
                    .ifPresent(one -> walltime(section, limits, one.walltime(), nodes, seconds));
        }
    }

    private void walltime(
            Section section, QueueLimits limits, Bounds allowed, long nodes, long seconds) {
        tell(
                section,
                limits,
                "walltime",
                "walltime",
                clock(seconds),
                bounds(allowed, LimitsCheck::clock)
                        + (limits.isRouting() ? " for blocks of %d nodes".formatted(nodes) : ""),
                nodes,
                seconds);
    }

    private void tell(
            Section section,
            QueueLimits limits,
            String fact,
            String key,
            String value,
            String allowed,
            long nodes,
            long seconds) {
        boolean unchecked = limits.unchecked().contains(fact);
        String others =
                site.queues().stream()
                        .filter(one -> !one.onRequest() && one.takes(nodes, seconds))
                        .map(QueueLimits::name)
                        .collect(Collectors.joining(" or "));
        String text =
                "is %s, and queue %s of %s takes %s%s; change it%s%s"
                        .formatted(
                                value,
                                limits.name(),
                                site.site(),
                                allowed,
                                unchecked
                                        ? " (which could not be checked)"
                                        : limits.source().isEmpty()
                                                ? ""
                                                : " (" + limits.source() + ")",
                                others.isEmpty() ? "" : ", or ask for " + others,
                                STALE);
        if (unchecked) {
            section.note(key, text);
        } else {
            section.fault(key, text);
        }
    }

    /** Says so where more blocks are wanted than there may ever be; no more are asked for. */
    void number(List<QueueTerms> queues) {
        int nodes = blocks.nodesPerBlock();
        long most =
                Math.min(
                        site.jobs().most(nodes),
                        queues.stream()
                                .mapToLong(queue ->
                                        queue.limits()
                                                .map(limits -> limits.jobs().most(nodes))
                                                .orElse(Integer.MAX_VALUE))
                                .sum());
        // The others are at most as many.
        if (blocks.maxBlocks() > most) {
            provider.note(
                    "max_blocks",
                    "is %d, and %s takes %d such jobs at once of a user%s: no more are asked for; lower it, or add a queue to queues"
                            .formatted(
                                    blocks.maxBlocks(),
                                    site.site(),
                                    most,
                                    queues.size() == 1 && !queues.getFirst().name().isEmpty()
                                            ? " in " + queues.getFirst().name()
                                            : ""));
        }
    }

    private static String bounds(Bounds bounds, LongFunction<String> shown) {
        if (bounds.most() == 0) {
            return "at least " + shown.apply(bounds.least());
        }
        return bounds.least() == 0
                ? "at most " + shown.apply(bounds.most())
                : shown.apply(bounds.least()) + " to " + shown.apply(bounds.most());
    }

    private static String clock(long seconds) {
        Duration time = Duration.ofSeconds(seconds);
        return String.format(
                Locale.ROOT,
                "%02d:%02d:%02d",
                time.toHours(),
                time.toMinutesPart(),
                time.toSecondsPart());
    }
}

package org.beamlet.agent.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.providers.Verdict;

/** Reads the limits of sites, those that this installation has and those that a person wrote. */
public final class LimitsReader {
    /** The sites of which there are some in {@code configs/}. */
    public static final List<String> SITES =
            List.of(
                    "aurora",
                    "bebop",
                    "improv",
                    "perlmutter-cpu",
                    "perlmutter-gpu",
                    "polaris",
                    "swing",
                    "theta");

    private static final int MANY = 1_000_000;
    private static final Pattern NODES = Pattern.compile("(\\d{1,6})(?:-(\\d{1,6}))?");
    private static final String CLOCK = "(\\d{1,4}:[0-5]\\d:[0-5]\\d)";
    private static final Pattern TIMES = Pattern.compile(CLOCK + "(?:-" + CLOCK + ")?");

    private static final List<String> FACTS =
            List.of(
                    "nodes",
                    "walltime",
                    "jobs_per_user",
                    "running_per_user",
                    "jobs_per_project",
                    "running_nodes_per_user",
                    "preemptable",
                    "on_request",
                    "routes");

    /** A place where facts were read. */
    private record Source(String url, boolean checked) {}

    private LimitsReader() {}

    /** {@return the limits that a provider's {@code site_limits} names} */
    static Optional<SiteLimits> read(Section provider) {
        String named = provider.line("site_limits");
        if (named.isEmpty()) {
            return Optional.empty();
        }
        if (SITES.contains(named)) {
            return Optional.of(ofSite(named));
        }
        if (named.startsWith("/") || named.startsWith("~/")) {
            Path file =
                    Path.of(
                            named.startsWith("~/")
                                    ? System.getProperty("user.home") + named.substring(1)
                                    : named);
            if (Files.isReadable(file)) {
                return Optional.of(parse(ConfigReader.text(file), file.toString()));
            }
            provider.fault(
                    "site_limits", "is %s, which cannot be read; mend the path".formatted(file));
            return Optional.empty();
        }
        provider.fault(
                "site_limits",
                "is '%s'; name one of %s, or a file by its path from /"
                        .formatted(named, String.join(", ", SITES)));
        return Optional.empty();
    }

    /** {@return the limits of a site that this installation has} */
    public static SiteLimits ofSite(String site) {
        String name = "/sites/%s/limits.yaml".formatted(site);
        try (InputStream in = LimitsReader.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new BeamletException(
                        ErrorCode.INSTALLATION_INCOMPLETE,
                        "the limits of %s are not in this installation".formatted(site),
                        "build it again, or name a file in site_limits");
            }
            return parse(
                    new String(in.readAllBytes(), StandardCharsets.UTF_8), "limits of " + site);
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.INSTALLATION_INCOMPLETE,
                    "the limits of %s cannot be read: %s".formatted(site, e.getMessage()),
                    "build it again, or name a file in site_limits",
                    e);
        }
    }

    /**
     * Reads a text.
     *
     * @throws BeamletException with code CONFIG_INVALID, naming every fault with its line
     */
    public static SiteLimits parse(String text, String name) {
        ConfigFaults faults = new ConfigFaults(name);
        Section top = new Section("", YamlTree.read(text, faults), faults);
        Map<String, Source> sources = sources(top);
        String site = top.line("site");
        if (site.isEmpty()) {
            top.fault("site", "is missing; name the site");
        }
        String usual = top.line("usual_queue");
        Section all = top.section("all_queues");
        JobLimits jobs = jobs(all);
        if (top.has("all_queues")) {
            unchecked(all, sources);
            all.finish(Map.of());
        }
        List<QueueLimits> queues = queues(top, "queues", sources);
        if (!usual.isEmpty() && queues.stream().noneMatch(one -> one.name().equals(usual))) {
            top.fault("usual_queue", "is '%s', which is none of queues".formatted(usual));
        }
        SiteLimits limits = new SiteLimits(site, usual, jobs, queues, words(top, sources));
        top.finish(Map.of());
        faults.throwIfAny();
        return limits;
    }

    private static Map<String, Source> sources(Section top) {
        Map<String, Source> sources = new HashMap<>();
        Section all = top.section("sources");
        for (String name : all.names()) {
            Section one = all.section(name);
            String url = one.line("url");
            String checked = one.line("checked");
            if (url.isEmpty() || checked.isEmpty()) {
                all.fault(
                        name,
                        "lacks url or checked; say where it is, and when it was read (`checked: no` if nobody could)");
            }
            one.finish(Map.of());
            sources.put(name, new Source(url, !checked.equals("no")));
        }
        return sources;
    }

    private static List<QueueLimits> queues(
            Section parent, String key, Map<String, Source> sources) {
        List<QueueLimits> queues = new ArrayList<>();
        if (!parent.has(key)) {
            return queues;
        }
        Section all = parent.section(key);
        for (String name : all.names()) {
            Section queue = all.section(name);
            Set<String> unchecked = unchecked(queue, sources);
            queues.add(
                    new QueueLimits(
                            name,
                            nodes(queue),
                            walltime(queue),
                            jobs(queue),
                            queue.flag("preemptable", false),
                            queue.flag("on_request", false),
                            queues(queue, "routes", sources),
                            sources.getOrDefault(queue.line("source"), new Source("", true)).url(),
                            unchecked));
            queue.finish(Map.of());
        }
        return queues;
    }

    /** {@return the facts that nobody has seen in their source} */
    private static Set<String> unchecked(Section queue, Map<String, Source> sources) {
        String usual = source(queue, "source", sources);
        Map<String, String> from = new HashMap<>();
        if (queue.has("from")) {
            Section others = queue.section("from");
            for (String fact : others.names()) {
                if (!FACTS.contains(fact)) {
                    others.fault(fact, "is no fact; known are " + String.join(", ", FACTS));
                }
                from.put(fact, source(others, fact, sources));
            }
        }
        Set<String> unchecked = new HashSet<>();
        for (String fact : FACTS) {
            Source its = sources.get(from.getOrDefault(fact, usual));
            if (its != null && !its.checked()) {
                unchecked.add(fact);
            }
        }
        return unchecked;
    }

    /** Whoever writes a file for one endpoint need not say where the facts are from. */
    private static String source(Section section, String key, Map<String, Source> sources) {
        String name = section.line(key);
        if (!sources.containsKey(name) && !(name.isEmpty() && sources.isEmpty())) {
            section.fault(
                    key,
                    "is '%s'; name one of sources, which the file begins with".formatted(name));
        }
        return name;
    }

    private static JobLimits jobs(Section queue) {
        return new JobLimits(
                queue.integer("jobs_per_user", 0, 1, MANY),
                queue.integer("running_per_user", 0, 1, MANY),
                queue.integer("jobs_per_project", 0, 1, MANY),
                queue.integer("running_nodes_per_user", 0, 1, MANY));
    }

    private static Bounds nodes(Section queue) {
        String text = queue.line("nodes");
        Matcher both = NODES.matcher(text);
        if (text.isEmpty()) {
            return Bounds.NONE;
        }
        if (!both.matches()) {
            queue.fault("nodes", "is '%s'; write 2, or 1-2".formatted(text));
            return Bounds.NONE;
        }
        long first = Long.parseLong(both.group(1));
        return both.group(2) == null
                ? new Bounds(0, first)
                : new Bounds(first, Long.parseLong(both.group(2)));
    }

    private static Bounds walltime(Section queue) {
        String text = queue.line("walltime");
        Matcher both = TIMES.matcher(text);
        if (text.isEmpty()) {
            return Bounds.NONE;
        }
        if (!both.matches()) {
            queue.fault(
                    "walltime", "is '%s'; write HH:MM:SS, or HH:MM:SS-HH:MM:SS".formatted(text));
            return Bounds.NONE;
        }
        long first = seconds(both.group(1));
        return both.group(2) == null
                ? new Bounds(0, first)
                : new Bounds(first, seconds(both.group(2)));
    }

    private static long seconds(String clock) {
        String[] parts = clock.split(":", 3);
        return Duration.ofHours(Long.parseLong(parts[0]))
                .plusMinutes(Long.parseLong(parts[1]))
                .plusSeconds(Long.parseLong(parts[2]))
                .toSeconds();
    }

    private static List<SiteLimits.Word> words(Section top, Map<String, Source> sources) {
        List<SiteLimits.Word> words = new ArrayList<>();
        for (Section one : top.items("words", "says")) {
            String says = one.line("says");
            if (says.isEmpty()) {
                one.fault("says", "is missing; write the words of the batch system");
            }
            words.add(new SiteLimits.Word(says, verdict(one), one.line("remedy")));
            var _ = source(one, "source", sources);
            one.finish(Map.of());
        }
        return words;
    }

    private static Verdict verdict(Section word) {
        String means = word.line("means");
        for (Verdict verdict : Verdict.values()) {
            if (verdict != Verdict.NONE && verdict.words().equals(means.toLowerCase(Locale.ROOT))) {
                return verdict;
            }
        }
        word.fault(
                "means",
                "is '%s'; write over limit, bad account, no allocation, maintenance or can never run"
                        .formatted(means));
        return Verdict.NONE;
    }
}

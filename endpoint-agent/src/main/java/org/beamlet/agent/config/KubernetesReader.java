package org.beamlet.agent.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.beamlet.providers.kubernetes.PodTerms;

/** Reads what pods are asked for with. */
final class KubernetesReader {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?");
    private static final Pattern DOTTED = Pattern.compile("[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?");
    private static final Pattern QUANTITY =
            Pattern.compile("\\d+(\\.\\d+)?(m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi)?");
    private static final int LARGEST_ID = Integer.MAX_VALUE;

    private KubernetesReader() {}

    static PodTerms read(Section provider) {
        String image = provider.token("image");
        if (image.isEmpty()) {
            provider.fault("image", "is missing; name an image that holds Beamlet");
        }
        Map<String, String> requests = texts(provider, "extra_requests");
        Map<String, String> limits = texts(provider, "extra_limits");
        quantity(provider, "init_cpu", "1").ifPresent(it -> requests.put("cpu", it));
        quantity(provider, "init_mem", "1Gi").ifPresent(it -> requests.put("memory", it));
        quantity(provider, "max_cpu", "2").ifPresent(it -> limits.put("cpu", it));
        quantity(provider, "max_mem", "2Gi").ifPresent(it -> limits.put("memory", it));
        return new PodTerms(
                name(provider, "namespace", "default", NAME),
                image,
                program(provider),
                name(provider, "pod_name", "beamlet", NAME),
                requests,
                limits,
                id(provider, "user_id"),
                id(provider, "group_id"),
                provider.flag("run_as_non_root", false),
                name(provider, "secret", "", DOTTED),
                volumes(provider),
                name(provider, "service_account_name", "", DOTTED),
                texts(provider, "annotations"),
                provider.flag("incluster_config", true));
    }

    private static String program(Section provider) {
        String program = provider.line("program", "/opt/beamlet");
        if (!program.startsWith("/") || program.contains(":")) {
            provider.fault(
                    "program",
                    "is '%s'; give the folder of Beamlet in the image".formatted(program));
        }
        return program;
    }

    private static String name(Section provider, String key, String otherwise, Pattern allowed) {
        String name = provider.line(key, otherwise);
        if (!name.isEmpty() && !allowed.matcher(name).matches()) {
            provider.fault(
                    key,
                    "is '%s'; use small letters, digits and dashes, as Kubernetes does"
                            .formatted(name));
        }
        return name;
    }

    private static Optional<String> quantity(Section provider, String key, String otherwise) {
        String text = provider.token(key);
        if (!text.isEmpty() && !QUANTITY.matcher(text).matches()) {
            provider.fault(key, "is '%s'; write such as 2, 500m or 4Gi".formatted(text));
            return Optional.empty();
        }
        return Optional.of(text.isEmpty() ? otherwise : text);
    }

    private static Optional<Long> id(Section provider, String key) {
        return provider.has(key)
                ? Optional.of((long) provider.integer(key, 0, 0, LARGEST_ID))
                : Optional.empty();
    }

    private static Map<String, String> texts(Section provider, String key) {
        Map<String, String> texts = new LinkedHashMap<>();
        Section section = provider.section(key);
        for (String name : section.names()) {
            section.text(name).ifPresent(text -> texts.put(name, text));
        }
        return texts;
    }

    /** In Python they are pairs; in YAML lists of two, or of texts {@code claim:/mount}. */
    private static List<PodTerms.Volume> volumes(Section provider) {
        List<PodTerms.Volume> volumes = new ArrayList<>();
        for (List<String> words : provider.rows("persistent_volumes", ":")) {
            if (words.size() == 2
                    && DOTTED.matcher(words.getFirst()).matches()
                    && words.getLast().startsWith("/")) {
                volumes.add(new PodTerms.Volume(words.getFirst(), words.getLast()));
            } else {
                provider.fault(
                        "persistent_volumes",
                        "has '%s'; write [CLAIM, /MOUNT]".formatted(String.join(", ", words)));
            }
        }
        return volumes;
    }
}

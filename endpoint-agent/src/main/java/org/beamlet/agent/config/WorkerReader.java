package org.beamlet.agent.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.beamlet.protocol.payload.Serializer;
import org.beamlet.worker.device.DeviceName;

/** Reads those keys of an engine that say what a worker is. */
final class WorkerReader {
    private static final int MANY = 4096;
    private static final int MOST_SHARERS = 64;
    private static final Pattern GROUPS =
            Pattern.compile("list:([0-9]+(-[0-9]+)?([,:][0-9]+(-[0-9]+)?)*)");
    private static final Pattern JAVA_OPTION =
            Pattern.compile("-(?!(cp|classpath|jar|-class-path|-module-path|p|m|-module)\\b)\\S+");
    private static final Pattern DEVICE = Pattern.compile("[A-Za-z0-9_.:,/-]{1,100}");

    private WorkerReader() {}

    static WorkerConfig read(Section engine, OptionalInt tasksPerWorker) {
        return new WorkerConfig(
                affinity(engine),
                accelerators(engine),
                new AcceleratorUse(
                        engine.has("available_accelerators")
                                && !engine.isList("available_accelerators"),
                        engine.flag("watch_accelerators", true)),
                engine.number("cores_per_worker", 1, 0.01, MANY),
                engine.has("mem_per_worker")
                        ? OptionalDouble.of(engine.number("mem_per_worker", 1, 0.01, 100_000))
                        : OptionalDouble.empty(),
                tasksPerWorker,
                engine.has("task_timeout")
                        ? Optional.of(engine.seconds("task_timeout", 0, 1, 31_536_000))
                        : Optional.<Duration>empty(),
                engine.has("drain_period")
                        ? Optional.of(engine.seconds("drain_period", 0, 1, 31_536_000))
                        : Optional.<Duration>empty(),
                engine.flag("run_in_sandbox", false),
                serializers(engine),
                container(engine),
                javaOptions(engine),
                engine.has("worker_init_timeout")
                        ? engine.seconds("worker_init_timeout", 0, 1, 86_400)
                        : WorkerConfig.INIT_LIMIT);
    }

    /** What does not begin with a dash the JVM would take for the program that it is to run. */
    private static List<String> javaOptions(Section engine) {
        List<String> options = engine.texts("worker_java_options").orElse(List.of());
        for (String option : options) {
            if (!JAVA_OPTION.matcher(option).matches()) {
                engine.fault(
                        "worker_java_options",
                        "holds '%s'; write one option of the JVM an item, such as -Xmx4g or"
                                        .formatted(option)
                                + " --add-modules=jdk.incubator.vector");
            }
        }
        return options;
    }

    static List<String> serializers(Section engine) {
        List<String> names = engine.texts("allowed_serializers").orElse(List.of());
        for (String name : names) {
            if (Serializer.named(name).isEmpty()) {
                engine.fault(
                        "allowed_serializers",
                        "holds '%s'; give names such as globus_compute_sdk.serialize.JSONData, or"
                                        .formatted(name)
                                + " globus_compute_sdk.*Code and globus_compute_sdk.*Data");
            }
        }
        requireBoth(engine, names);
        return names;
    }

    private static void requireBoth(Section engine, List<String> names) {
        List<Serializer> all =
                names.stream().flatMap(name -> Serializer.named(name).stream()).toList();
        if (!all.isEmpty() && all.stream().noneMatch(Serializer::code)) {
            engine.fault(
                    "allowed_serializers",
                    "has none for functions; add one, or globus_compute_sdk.*Code");
        }
        if (!all.isEmpty() && all.stream().allMatch(Serializer::code)) {
            engine.fault(
                    "allowed_serializers",
                    "has none for arguments and results; add one, or globus_compute_sdk.*Data");
        }
    }

    private static CpuAffinity affinity(Section engine) {
        String word = engine.text("cpu_affinity").orElse("none");
        return switch (word) {
            case "none" -> new CpuAffinity.None();
            case "block" -> new CpuAffinity.Block(false);
            case "block-reverse" -> new CpuAffinity.Block(true);
            case "alternating" -> new CpuAffinity.Alternating();
            case "auto" -> new CpuAffinity.Near();
            default -> groups(engine, word);
        };
    }

    private static CpuAffinity groups(Section engine, String word) {
        if (!GROUPS.matcher(word).matches()) {
            engine.fault(
                    "cpu_affinity",
                    "is '%s'; use none, block, block-reverse, alternating, auto or list:0-3:4-7"
                            .formatted(word));
            return new CpuAffinity.None();
        }
        return new CpuAffinity.Groups(
                Arrays.asList(word.substring("list:".length()).split(":", -1)));
    }

    /** {@return one for each worker: one that several share stands there as often} */
    private static List<String> accelerators(Section engine) {
        int each = engine.integer("workers_per_accelerator", 1, 1, MOST_SHARERS);
        return devices(engine).stream()
                .flatMap(device -> Collections.nCopies(each, device).stream())
                .toList();
    }

    private static List<String> devices(Section engine) {
        if (!engine.isList("available_accelerators")) {
            int count = engine.integer("available_accelerators", 0, 0, MANY);
            return IntStream.range(0, count).mapToObj(Integer::toString).toList();
        }
        List<String> devices = engine.texts("available_accelerators").orElse(List.of());
        for (String device : devices) {
            if (!DEVICE.matcher(device).matches()) {
                engine.fault(
                        "available_accelerators",
                        "holds '%s'; give a number of devices or their names".formatted(device));
                return List.of();
            }
        }
        DeviceName.faults(devices).forEach(fault -> engine.fault("available_accelerators", fault));
        return devices;
    }

    private static Optional<ContainerConfig> container(Section engine) {
        String type = engine.text("container_type").orElse("");
        String image = engine.line("container_uri");
        String options = engine.line("container_cmd_options");
        if (type.isEmpty()) {
            if (!image.isEmpty() || !options.isEmpty()) {
                engine.fault("container_type", "is missing; use " + kinds());
            }
            return Optional.empty();
        }
        Optional<ContainerConfig.Kind> kind =
                Arrays.stream(ContainerConfig.Kind.values())
                        .filter(one -> one.word().equals(type))
                        .findFirst();
        if (kind.isEmpty()) {
            engine.fault("container_type", "is '%s'; use %s".formatted(type, kinds()));
            return Optional.empty();
        }
        if (kind.get() != ContainerConfig.Kind.CUSTOM && image.isEmpty()) {
            engine.fault("container_uri", "is missing; name the image");
        }
        if (kind.get() == ContainerConfig.Kind.CUSTOM
                && !options.contains(ContainerConfig.COMMAND)) {
            engine.fault(
                    "container_cmd_options",
                    "has no %s; write the whole command with it"
                            .formatted(ContainerConfig.COMMAND));
        }
        return Optional.of(new ContainerConfig(kind.get(), image, options));
    }

    private static String kinds() {
        return Arrays.stream(ContainerConfig.Kind.values())
                .map(ContainerConfig.Kind::word)
                .collect(Collectors.joining(", "));
    }
}

package org.beamlet.worker.device;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What nvidia-smi says of a node.
 *
 * @param answered whether it is there and could be asked; where not, nothing is known
 * @param lost GPUs that it knows of and cannot reach
 * @param trouble why it says nothing of any; empty where it does
 */
record Inventory(boolean answered, List<SeenGpu> gpus, List<LostGpu> lost, String trouble) {
    /** On a node without nvidia-smi. */
    static final Inventory NONE = new Inventory(false, List.of(), List.of(), "");

    /**
     * One that the driver cannot reach.
     *
     * @param index -1 where it is not told
     * @param bus empty where it is not told
     */
    record LostGpu(int index, String bus, String why) {}

    Inventory {
        gpus = List.copyOf(gpus);
        lost = List.copyOf(lost);
    }

    /** {@return whether nothing is to be learned from it} */
    boolean silent() {
        return !answered || (gpus.isEmpty() && lost.isEmpty());
    }

    Optional<SeenGpu> withIndex(int index) {
        return gpus.stream().filter(gpu -> gpu.index() == index).findFirst();
    }

    /** {@return those whose UUID begins so} */
    List<SeenGpu> withUuid(String beginning) {
        return gpus.stream().filter(gpu -> begins(gpu.uuid(), beginning)).toList();
    }

    /** {@return the GPU of a MIG device} */
    Optional<SeenGpu> withPart(String uuid) {
        return gpus.stream()
                .filter(gpu -> gpu.parts().stream().anyMatch(part -> begins(part, uuid)))
                .findFirst();
    }

    /** {@return the GPU that a name means; none where it is not listed, or several are meant} */
    Optional<SeenGpu> meant(DeviceName name) {
        return switch (name.kind()) {
            case NUMBER -> name.index().flatMap(this::withIndex);
            case GPU -> {
                List<SeenGpu> all = withUuid(name.text());
                yield all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
            }
            case MIG -> withPart(name.text());
            case OTHER -> Optional.empty();
        };
    }

    Optional<LostGpu> lost(DeviceName name) {
        return name.kind() == DeviceName.Kind.NUMBER
                ? name.index()
                        .flatMap(index ->
                                lost.stream().filter(one -> one.index() == index).findFirst())
                : Optional.empty();
    }

    static boolean begins(String uuid, String beginning) {
        return uuid.toUpperCase(Locale.ROOT).startsWith(beginning.toUpperCase(Locale.ROOT));
    }
}

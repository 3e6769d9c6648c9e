package org.beamlet.worker.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.worker.device.DeviceName.Kind;

/**
 * Of what a configuration names, that which the batch system has granted and the node has.
 *
 * @param missing what is not there or not granted, each with why
 */
record GrantedDevices(List<Entry> entries, List<String> missing) {
    /**
     * The devices of a worker.
     *
     * @param name as its software takes it
     * @param place at which it stands in the configuration, from 0
     */
    record Entry(String name, int place) {}

    GrantedDevices {
        entries = List.copyOf(entries);
        missing = List.copyOf(missing);
    }

    /** What the node offers; null-free, and empty optional where nobody can tell. */
    private record Offer(Optional<List<DeviceName>> devices, Inventory seen, String source) {}

    /**
     * Chooses.
     *
     * @param wanted as in {@code available_accelerators}, each for a worker
     * @param counted whether these are no names: 0 is then the first device that was granted
     * @throws BeamletException with code CONFIG_INVALID if nothing of it is left, or a name may
     *     mean several devices
     */
    static GrantedDevices of(
            List<String> wanted, boolean counted, Optional<Grant> grant, Inventory seen) {
        Offer offer = offer(grant, seen);
        List<Entry> entries = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (int place = 0; place < wanted.size(); place++) {
            String group = wanted.get(place);
            Optional<String> name = counted ? counted(group, offer) : named(group, offer);
            if (name.isPresent()) {
                entries.add(new Entry(name.get(), place));
            } else {
                missing.add(
                        counted
                                ? "number %d, as there are %d"
                                        .formatted(
                                                Integer.parseInt(group) + 1,
                                                offer.devices().orElse(List.of()).size())
                                : group);
            }
        }
        if (entries.isEmpty()) {
            throw nothing(wanted, counted, offer);
        }
        return new GrantedDevices(entries, missing.stream().distinct().toList());
    }

    private static BeamletException nothing(List<String> wanted, boolean counted, Offer offer) {
        List<String> distinct = wanted.stream().distinct().toList();
        String there =
                offer.devices().orElse(List.of()).stream()
                        .map(DeviceName::text)
                        .collect(Collectors.joining(", "));
        boolean none = there.isEmpty();
        return new BeamletException(
                ErrorCode.CONFIG_INVALID,
                "available_accelerators is %s, and %s %s"
                        .formatted(
                                counted ? distinct.size() : distinct,
                                offer.source(),
                                none ? "gives this node none" : "gives this node " + there),
                none
                        ? "ask the batch system for GPUs (gpus_per_node of SlurmProvider,"
                                + " select_options ngpus=N of PBSProProvider), or remove"
                                + " available_accelerators"
                        : "name those that are there, or give their number");
    }

    private static Offer offer(Optional<Grant> grant, Inventory seen) {
        if (grant.isPresent()) {
            return new Offer(Optional.of(granted(grant.get(), seen)), seen, grant.get().source());
        }
        boolean knows = seen.answered() && seen.trouble().isEmpty();
        return new Offer(knows ? Optional.of(listed(seen)) : Optional.empty(), seen, "nvidia-smi");
    }

    /** A job that sees only its own devices counts them from 0, whatever the node's numbers are. */
    private static List<DeviceName> granted(Grant grant, Inventory seen) {
        boolean anew =
                !grant.local()
                        && !seen.silent()
                        && seen.gpus().size() + seen.lost().size() == grant.devices().size();
        return anew ? listed(seen) : grant.devices();
    }

    private static List<DeviceName> listed(Inventory seen) {
        List<DeviceName> all = new ArrayList<>();
        int most = 0;
        for (SeenGpu gpu : seen.gpus()) {
            most = Math.max(most, gpu.index());
        }
        for (Inventory.LostGpu gpu : seen.lost()) {
            most = Math.max(most, gpu.index());
        }
        for (int index = 0; index <= most; index++) {
            DeviceName name = DeviceName.of(Integer.toString(index));
            Optional<SeenGpu> gpu = seen.withIndex(index);
            if (gpu.isPresent() && !gpu.get().parts().isEmpty()) {
                gpu.get().parts().forEach(part -> all.add(DeviceName.of(part)));
            } else if (gpu.isPresent() || seen.lost(name).isPresent()) {
                all.add(name);
            }
        }
        return all;
    }

    private static Optional<String> counted(String number, Offer offer) {
        int place = Integer.parseInt(number);
        return offer.devices()
                .map(all -> place < all.size() ? Optional.of(all.get(place).text()) : none())
                .orElse(Optional.of(number));
    }

    private static Optional<String> none() {
        return Optional.empty();
    }

    private static Optional<String> named(String group, Offer offer) {
        List<String> names = new ArrayList<>();
        for (DeviceName one : DeviceName.group(group)) {
            Optional<String> found = one(one, offer);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            names.add(found.get());
        }
        if (names.stream().distinct().count() < names.size()) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "available_accelerators holds '%s', which names one device twice"
                            .formatted(group),
                    "name it once");
        }
        return Optional.of(String.join(",", names));
    }

    private static Optional<String> one(DeviceName name, Offer offer) {
        return switch (name.kind()) {
            case NUMBER -> number(name, offer);
            case GPU -> gpu(name, offer);
            case MIG -> mig(name, offer);
            case OTHER ->
                    offer.devices().isEmpty()
                                    || offer.devices().get().contains(name)
                                    || offer.devices().get().stream()
                                            .noneMatch(one -> one.kind() == Kind.OTHER)
                            ? Optional.of(name.text())
                            : Optional.empty();
        };
    }

    private static Optional<String> number(DeviceName name, Offer offer) {
        if (offer.devices().isEmpty()) {
            return Optional.of(name.text());
        }
        List<DeviceName> all = offer.devices().get();
        if (all.stream().anyMatch(one -> same(one, name))) {
            return Optional.of(name.text());
        }
        if (all.isEmpty() || all.stream().anyMatch(one -> one.kind() == Kind.NUMBER)) {
            return Optional.empty();
        }
        Optional<SeenGpu> gpu = offer.seen().meant(name);
        if (gpu.isPresent()) {
            // The batch system speaks of UUIDs; of a divided GPU, its parts have to be named.
            return all.stream()
                    .map(DeviceName::text)
                    .filter(text -> Inventory.begins(gpu.get().uuid(), text))
                    .findFirst();
        }
        // Without nvidia-smi a number can only be the place among those that were granted.
        return offer.seen().silent()
                ? name.index()
                        .filter(place -> place < all.size())
                        .map(all::get)
                        .map(DeviceName::text)
                : Optional.empty();
    }

    /** A whole device that was granted brings its parts. */
    private static boolean same(DeviceName granted, DeviceName wanted) {
        return granted.kind() == Kind.NUMBER
                && granted.index().equals(wanted.index())
                && (granted.text().equals(wanted.text()) || !granted.part());
    }

    private static Optional<String> gpu(DeviceName name, Offer offer) {
        List<SeenGpu> meant = offer.seen().withUuid(name.text());
        if (meant.size() > 1) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "available_accelerators holds '%s', with which the UUIDs of %d GPUs begin"
                            .formatted(name.text(), meant.size()),
                    "write more of it, as nvidia-smi -L shows it");
        }
        if (meant.isEmpty() && !offer.seen().silent()) {
            return Optional.empty();
        }
        if (meant.isEmpty()) {
            return unseen(name, offer);
        }
        SeenGpu gpu = meant.getFirst();
        return offer.devices().isEmpty() || holds(offer.devices().get(), gpu)
                ? Optional.of(gpu.uuid())
                : Optional.empty();
    }

    private static Optional<String> mig(DeviceName name, Offer offer) {
        Optional<SeenGpu> whole = offer.seen().withPart(name.text());
        if (whole.isEmpty()) {
            return offer.seen().silent() ? unseen(name, offer) : Optional.empty();
        }
        String part =
                whole.get().parts().stream()
                        .filter(one -> Inventory.begins(one, name.text()))
                        .findFirst()
                        .orElse(name.text());
        List<DeviceName> all = offer.devices().orElse(List.of());
        boolean granted =
                offer.devices().isEmpty()
                        || holds(all, whole.get())
                        || all.stream().anyMatch(one -> one.text().equalsIgnoreCase(part));
        return granted ? Optional.of(part) : Optional.empty();
    }

    private static boolean holds(List<DeviceName> granted, SeenGpu gpu) {
        return granted.stream()
                .anyMatch(one ->
                        one.kind() == Kind.NUMBER
                                ? one.index().filter(index -> index == gpu.index()).isPresent()
                                : Inventory.begins(gpu.uuid(), one.text()));
    }

    /** One that cannot be looked up: what was granted under numbers may well be it. */
    private static Optional<String> unseen(DeviceName name, Offer offer) {
        List<DeviceName> all = offer.devices().orElse(List.of());
        if (offer.devices().isPresent() && all.isEmpty()) {
            return Optional.empty();
        }
        boolean uuids = all.stream().anyMatch(one -> one.kind() == name.kind());
        return uuids
                ? all.stream()
                        .map(DeviceName::text)
                        .filter(text ->
                                Inventory.begins(text, name.text())
                                        || Inventory.begins(name.text(), text))
                        .findFirst()
                : Optional.of(name.text());
    }
}

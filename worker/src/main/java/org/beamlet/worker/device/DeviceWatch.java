package org.beamlet.worker.device;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Looks after the devices of a node while its workers use them: at the start, now and then, and
 * whenever a worker has died. What is ill gets no tasks until it was found well twice in a row.
 */
public final class DeviceWatch implements Runnable {
    /** Tests have no minute for each look. */
    static final Duration PERIOD = Duration.ofSeconds(Long.getLong("beamlet.devices.period-s", 60));

    /** A fault may take so long to show, and workers may die in quick succession. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private static final Logger LOG = System.getLogger(DeviceWatch.class.getName());

    private static final int CLEAN_LOOKS = 2;

    /** Who keeps tasks away, and tells others. */
    public interface Owner {
        /**
         * Something has changed, or all is known for the first time.
         *
         * @param states of all devices, by name; one with a fault is to get no tasks
         */
        void found(Map<String, DeviceState> states);

        /** {@return the variables by which a process sees a device alone} */
        Map<String, String> environment(String device);
    }

    /** Who knows of devices. */
    interface Source {
        Inventory inventory() throws InterruptedException;

        /** {@return what the kernel's log says, by address} */
        Map<String, String> xids() throws InterruptedException;

        /** {@return what is wrong with a device that a process with these variables sees} */
        String trial(Map<String, String> environment) throws InterruptedException;
    }

    /** This node's. */
    private record Programs(long since, CudaProbe probe) implements Source {
        @Override
        public Inventory inventory() throws InterruptedException {
            return NvidiaSmi.look();
        }

        @Override
        public Map<String, String> xids() throws InterruptedException {
            return KernelLog.faults(since);
        }

        @Override
        public String trial(Map<String, String> environment) throws InterruptedException {
            return probe.fault(environment);
        }
    }

    private final Owner owner;
    private final Source source;
    private final Duration period;
    private final Map<String, DeviceState> states;
    private final Map<String, Set<String>> buses = new HashMap<>();
    private final Quarantine quarantine = new Quarantine(CLEAN_LOOKS);
    private final Set<String> tried = new HashSet<>();
    private final Semaphore sooner = new Semaphore(0);
    private Inventory inventory;
    private boolean looked;

    DeviceWatch(
            Map<String, DeviceState> states,
            Inventory inventory,
            Owner owner,
            Source source,
            Duration period) {
        this.states = new LinkedHashMap<>(states);
        this.inventory = inventory;
        this.owner = owner;
        this.source = source;
        this.period = period;
        remember();
    }

    /** One that asks this node's programs. */
    static DeviceWatch ofThisNode(
            Map<String, DeviceState> states, Inventory inventory, Owner owner) {
        return new DeviceWatch(
                states,
                inventory,
                owner,
                new Programs(KernelLog.uptime(Path.of("/proc")), new CudaProbe(CudaProbe.LIBRARY)),
                PERIOD);
    }

    /** {@return the devices, of which none is to get tasks before they were looked at} */
    public Set<String> all() {
        return Set.copyOf(states.keySet());
    }

    /** Has them looked at now: something has happened to one. */
    public void lookSoon() {
        sooner.release();
    }

    @Override
    public void run() {
        try {
            look(true);
            long due = System.nanoTime() + period.toNanos();
            while (true) {
                boolean asked = sooner.tryAcquire(due - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (asked) {
                    Thread.sleep(PAUSE.compareTo(period) < 0 ? PAUSE : period);
                    sooner.drainPermits();
                }
                boolean round = System.nanoTime() >= due;
                due = round ? System.nanoTime() + period.toNanos() : due;
                ask();
                look(round);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "accelerators are no longer watched", e);
            // Rather a device that may be ill than a node that waits for ever.
            states.replaceAll((_, state) -> state.withFault(""));
            owner.found(Map.copyOf(states));
        }
    }

    void ask() throws InterruptedException {
        Inventory now = source.inventory();
        // Where it could not even be started, for want of memory or disk, that is no GPU's fault.
        if (now.answered()) {
            inventory = now;
            remember();
        }
    }

    /** Where each is, which those that are lost no longer say. */
    private void remember() {
        for (String name : states.keySet()) {
            DeviceName.group(name).stream()
                    .flatMap(one -> inventory.meant(one).stream())
                    .forEach(gpu ->
                            buses.computeIfAbsent(name, _ -> new HashSet<>()).add(gpu.bus()));
        }
    }

    /**
     * Looks once, by what nvidia-smi said last.
     *
     * @param round whether its time has come: what is well in between need not stay so
     */
    void look(boolean round) throws InterruptedException {
        Map<String, String> faults = new HashMap<>();
        Set<String> lasting = new HashSet<>();
        Map<String, String> xids = source.xids();
        for (String name : states.keySet()) {
            Optional<String> xid =
                    buses.getOrDefault(name, Set.of()).stream()
                            .filter(xids::containsKey)
                            .map(xids::get)
                            .findFirst();
            xid.ifPresent(_ -> lasting.add(name));
            fault(name).or(() -> xid).ifPresent(why -> faults.put(name, why));
        }
        probe(faults);
        boolean changed = quarantine.found(faults, lasting, round);
        Map<String, String> barred = quarantine.barred();
        states.replaceAll((name, before) -> {
            String why = barred.getOrDefault(name, "");
            DeviceState now = NodeDevices.state(name, inventory);
            tell(before, why);
            return (now.uuid().isEmpty() ? before : now).withFault(why);
        });
        if (changed || !looked) {
            looked = true;
            owner.found(Map.copyOf(states));
        }
    }

    private static void tell(DeviceState before, String why) {
        if (!why.isEmpty() && !why.equals(before.fault())) {
            LOG.log(
                    Level.WARNING,
                    "accelerator={0} uuid={1} gets no tasks why=\"{2}\"",
                    before.name(),
                    before.uuid(),
                    why);
        } else if (why.isEmpty() && !before.fault().isEmpty()) {
            LOG.log(Level.INFO, "accelerator={0} is well and gets tasks again", before.name());
        }
    }

    private Optional<String> fault(String group) {
        if (!inventory.trouble().isEmpty()) {
            return Optional.of(inventory.trouble());
        }
        return DeviceName.group(group).stream()
                .flatMap(name -> fault(group, name).stream())
                .findFirst();
    }

    private Optional<String> fault(String group, DeviceName name) {
        Optional<SeenGpu> gpu = inventory.meant(name);
        if (gpu.isPresent()) {
            return Optional.of(gpu.get().fault()).filter(why -> !why.isEmpty());
        }
        Set<String> known = buses.getOrDefault(group, Set.of());
        Optional<String> lost =
                inventory
                        .lost(name)
                        .or(() ->
                                inventory.lost().stream()
                                        .filter(one -> known.contains(one.bus()))
                                        .findFirst())
                        .map(Inventory.LostGpu::why);
        return lost.or(() -> unlisted(name, !known.isEmpty()));
    }

    /** A name that nvidia-smi could not know either is no fault. */
    private Optional<String> unlisted(DeviceName name, boolean known) {
        boolean counted = name.kind() == DeviceName.Kind.NUMBER && !inventory.silent();
        return known || counted ? Optional.of("nvidia-smi does not list it") : Optional.empty();
    }

    /**
     * Tries each once, and again while it gets no tasks: a trial takes memory that a task may want.
     */
    private void probe(Map<String, String> faults) throws InterruptedException {
        List<String> due =
                states.keySet().stream()
                        .filter(name -> !faults.containsKey(name))
                        .filter(name ->
                                !tried.contains(name) || quarantine.barred().containsKey(name))
                        .toList();
        Map<String, String> failed = new ConcurrentHashMap<>();
        List<Thread> trials =
                due.stream()
                        .map(name ->
                                Thread.ofVirtual()
                                        .name("trial-" + name)
                                        .start(() -> trial(name, failed)))
                        .toList();
        try {
            for (Thread trial : trials) {
                trial.join();
            }
        } catch (InterruptedException e) {
            trials.forEach(Thread::interrupt);
            throw e;
        }
        tried.addAll(due);
        faults.putAll(failed);
    }

    private void trial(String name, Map<String, String> failed) {
        try {
            String fault = source.trial(owner.environment(name));
            if (!fault.isEmpty()) {
                failed.put(name, fault);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}

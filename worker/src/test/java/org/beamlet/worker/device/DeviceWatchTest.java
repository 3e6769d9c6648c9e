package org.beamlet.worker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.beamlet.worker.device.NvidiaSmiTest.FIRST;
import static org.beamlet.worker.device.NvidiaSmiTest.PART;
import static org.beamlet.worker.device.NvidiaSmiTest.SECOND;
import static org.beamlet.worker.device.NvidiaSmiTest.TABLE;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DeviceWatchTest {
    private final List<Map<String, String>> told = new ArrayList<>();
    private final List<String> trials = new ArrayList<>();
    private final Map<String, String> failing = new HashMap<>();
    private final Map<String, String> xids = new HashMap<>();
    private Inventory now = NvidiaSmi.table(TABLE);

    private final DeviceWatch.Owner owner =
            new DeviceWatch.Owner() {
                @Override
                public void found(Map<String, DeviceState> states) {
                    told.add(
                            states.values().stream()
                                    .filter(state -> !state.fault().isEmpty())
                                    .collect(
                                            Collectors.toMap(
                                                    DeviceState::name, DeviceState::fault)));
                }

                @Override
                public Map<String, String> environment(String device) {
                    return Map.of("DEVICE", device);
                }
            };

    private final DeviceWatch.Source source =
            new DeviceWatch.Source() {
                @Override
                public Inventory inventory() {
                    return now;
                }

                @Override
                public Map<String, String> xids() {
                    return xids;
                }

                @Override
                public String trial(Map<String, String> environment) {
                    String device = environment.getOrDefault("DEVICE", "");
                    synchronized (trials) {
                        trials.add(device);
                    }
                    return failing.getOrDefault(device, "");
                }
            };

    private DeviceWatch watch(String... names) {
        Map<String, DeviceState> states = new LinkedHashMap<>();
        for (String name : names) {
            states.put(name, NodeDevices.state(name, now));
        }
        return new DeviceWatch(states, now, owner, source, Duration.ofHours(1));
    }

    private static void again(DeviceWatch watch) throws InterruptedException {
        watch.ask();
        watch.look(true);
    }

    @Test
    void whereAllIsWellThatIsSaidOnceAndEachIsTriedOnce() throws Exception {
        DeviceWatch watch = watch("0", "1");

        watch.look(true);
        again(watch);
        again(watch);

        assertThat(told).containsExactly(Map.of());
        assertThat(trials).containsExactlyInAnyOrder("0", "1");
    }

    @Test
    void theOneThatIsIllIsKeptOutAndComesBackAfterTwoGoodLooks() throws Exception {
        DeviceWatch watch = watch("0", "1");
        watch.look(true);
        now = NvidiaSmi.table(TABLE.replace("512, 40960, 0", "512, 40960, 2"));
        again(watch);
        assertThat(told.getLast()).containsOnlyKeys("1");

        now = NvidiaSmi.table(TABLE);
        again(watch);
        assertThat(told).hasSize(2);
        again(watch);
        assertThat(told).hasSize(3);
        assertThat(told.getLast()).isEmpty();
        // It is tried anew before it gets tasks.
        assertThat(trials.stream().filter("1"::equals)).hasSize(3);
    }

    @Test
    void looksInBetweenFindFaultsAndNoHealth() throws Exception {
        DeviceWatch watch = watch("0", "1");
        watch.look(true);
        now = NvidiaSmi.table(TABLE.replace("512, 40960, 0", "512, 40960, 2"));
        watch.ask();
        watch.look(false);
        assertThat(told.getLast()).containsOnlyKeys("1");
        now = NvidiaSmi.table(TABLE);
        for (int i = 0; i < 5; i++) {
            watch.ask();
            watch.look(false);
        }

        assertThat(told.getLast()).containsOnlyKeys("1");
    }

    @Test
    void aProgramThatCannotBeStartedSaysNothing() throws Exception {
        DeviceWatch watch = watch("0", "1");
        watch.look(true);
        now = Inventory.NONE;
        again(watch);

        assertThat(told).containsExactly(Map.of());
    }

    @Test
    void aFaultThatComesAndGoesKeepsItOut() throws Exception {
        DeviceWatch watch = watch("0", "1");
        watch.look(true);
        Inventory well = now;
        Inventory ill = NvidiaSmi.table(TABLE.replace("512", "[Unknown Error]"));
        for (int i = 0; i < 3; i++) {
            now = ill;
            again(watch);
            now = well;
            again(watch);
        }

        assertThat(told.getLast()).containsOnlyKeys("1");
        assertThat(told).hasSize(2);
    }

    @Test
    void oneThatFallsOffTheBusIsKnownByItsAddress() throws Exception {
        DeviceWatch watch = watch(FIRST, SECOND);
        watch.look(true);
        now =
                NvidiaSmi.table(
                        TABLE.lines().findFirst().orElseThrow()
                                + "\nUnable to determine the device handle for GPU 0000:46:00.0:"
                                + " GPU is lost.  Reboot the system to recover this GPU\n");
        again(watch);

        assertThat(told.getLast()).containsOnlyKeys(SECOND);
        assertThat(told.getLast().get(SECOND)).contains("GPU is lost");
    }

    @Test
    void oneThatIsListedNoMoreIsIll() throws Exception {
        DeviceWatch watch = watch("0", "1");
        watch.look(true);
        now = NvidiaSmi.table(TABLE.lines().findFirst().orElseThrow());
        again(watch);

        assertThat(told.getLast()).containsEntry("1", "nvidia-smi does not list it").hasSize(1);
    }

    @Test
    void oneThatWasGrantedAndIsNotListedIsIllFromTheStart() throws Exception {
        watch("0", "3").look(true);

        assertThat(told.getLast()).containsEntry("3", "nvidia-smi does not list it").hasSize(1);
    }

    @Test
    void whoseTrialFailsIsTriedUntilItSucceeds() throws Exception {
        failing.put("0", "CUDA error 999");
        DeviceWatch watch = watch("0", "1");
        watch.look(true);
        assertThat(told.getLast()).isEqualTo(Map.of("0", "CUDA error 999"));

        failing.clear();
        again(watch);
        again(watch);

        assertThat(told.getLast()).isEmpty();
        assertThat(trials.stream().filter("1"::equals)).hasSize(1);
    }

    @Test
    void anXidLasts() throws Exception {
        DeviceWatch watch = watch("0", "1");
        watch.look(true);
        xids.put("0000:07:00.0", "the kernel's log has Xid 79 of it");
        again(watch);
        xids.clear();
        again(watch);
        again(watch);
        again(watch);

        assertThat(told.getLast()).containsOnlyKeys("0");
    }

    @Test
    void aDriverThatDoesNotAnswerKeepsAllOut() throws Exception {
        DeviceWatch watch = watch("0", "1");
        watch.look(true);
        now = new Inventory(true, List.of(), List.of(), "nvidia-smi does not answer within 30 s");
        again(watch);

        assertThat(told.getLast()).containsOnlyKeys("0", "1");
    }

    @Test
    void aPartIsAsIllAsItsGpu() throws Exception {
        String list = "GPU 1: A (UUID: %s)\n  MIG 3g.20gb  Device  0: (UUID: %s)\n";
        now = NvidiaSmi.withParts(now, list.formatted(SECOND, PART));
        DeviceWatch watch = watch(PART);
        watch.look(true);
        now =
                NvidiaSmi.withParts(
                        NvidiaSmi.table(TABLE.replace("512, 40960, 0", "512, 40960, 1")),
                        list.formatted(SECOND, PART));
        again(watch);

        assertThat(told.getLast()).containsOnlyKeys(PART);
    }
}

package org.beamlet.worker.device;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Devices that get no tasks. One comes back once it was found well so many times in a row, unless
 * what befell it lasts until it is reset, of which nobody here would hear.
 */
final class Quarantine {
    private final int cleanLooks;
    private final Map<String, String> barred = new LinkedHashMap<>();
    private final Map<String, String> lasting = new HashMap<>();
    private final Map<String, Integer> clean = new HashMap<>();

    Quarantine(int cleanLooks) {
        this.cleanLooks = cleanLooks;
    }

    /**
     * Takes down what was found.
     *
     * @param faults by device; of others nothing is wrong
     * @param stay devices whose faults last as long as this process
     * @param counts whether what is well now counts towards its return
     * @return whether another device is barred than before, or for another reason
     */
    boolean found(Map<String, String> faults, Set<String> stay, boolean counts) {
        Map<String, String> before = Map.copyOf(barred);
        stay.forEach(device -> {
            String why = faults.get(device);
            if (why != null) {
                lasting.putIfAbsent(device, why);
            }
        });
        Map<String, String> all = new HashMap<>(faults);
        lasting.forEach(all::putIfAbsent);
        all.forEach((device, why) -> {
            barred.put(device, why);
            clean.remove(device);
        });
        if (counts) {
            barred.keySet().removeIf(device -> !all.containsKey(device) && isBack(device));
        }
        return !before.equals(barred);
    }

    private boolean isBack(String device) {
        int times = clean.merge(device, 1, Integer::sum);
        if (times < cleanLooks) {
            return false;
        }
        clean.remove(device);
        return true;
    }

    /** {@return why each of them gets nothing} */
    Map<String, String> barred() {
        return Map.copyOf(barred);
    }
}

package org.beamlet.catalog.xpcs.kernel.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.beamlet.catalog.xpcs.kernel.device.Availability;
import org.jspecify.annotations.Nullable;

/**
 * The GPUs that this process may use; {@code CUDA_VISIBLE_DEVICES} is respected by the driver.
 *
 * @param availability whether there are any, and if not, why
 * @param list those that can be used
 * @param driver to be called only if there are any
 */
public record Gpus(Availability availability, List<Gpu> list, @Nullable DriverLibrary driver) {
    private static final String LIBRARY = "libcuda.so.1";
    private static final String VISIBLE = "CUDA_VISIBLE_DEVICES";
    private static final int LEAST_DRIVER = 12020;
    private static final int LEAST_CAPABILITY = 80;
    private static final int NO_DEVICE = 100;
    private static final int CAPABILITY_MAJOR = 75;
    private static final int CAPABILITY_MINOR = 76;
    private static final int NAME_BYTES = 256;
    private static final int UUID_BYTES = 16;

    private static @Nullable Gpus found;

    public Gpus {
        list = List.copyOf(list);
    }

    /** {@return what there is; looked for once in a process} */
    public static synchronized Gpus find() {
        Gpus known = found;
        if (known == null) {
            known = find(LIBRARY);
            found = known;
        }
        return known;
    }

    /** Looks with a certain driver library. */
    public static Gpus find(String library) {
        DriverLibrary driver;
        try {
            driver = DriverLibrary.load(library);
        } catch (IllegalArgumentException | LinkageError e) {
            return none(
                    "%s is not there: this node has no driver of NVIDIA".formatted(library),
                    "run on a node with a GPU; in a container, start it with its GPUs (--nv,"
                            + " --gpus all)");
        }
        if (!driver.missing().isEmpty()) {
            return none(
                    "the GPU's driver has no function " + driver.missing(),
                    "update the driver to 535 or newer");
        }
        int result = driver.call("cuInit", 0);
        if (result != 0) {
            return none(
                    "the GPU's driver does not start: " + DriverFailure.name(result),
                    result == NO_DEVICE ? visibility() : "look at what nvidia-smi says there");
        }
        int version = number(driver, "cuDriverGetVersion");
        if (version < LEAST_DRIVER) {
            return none(
                    "the GPU's driver is for CUDA %d.%d, 12.2 is needed"
                            .formatted(version / 1000, version % 1000 / 10),
                    "update the driver to 535 or newer");
        }
        return among(driver, number(driver, "cuDeviceGetCount"));
    }

    private static Gpus among(DriverLibrary driver, int count) {
        List<Gpu> usable = new ArrayList<>();
        List<String> old = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            Gpu gpu = gpu(driver, index);
            if (gpu.capability() >= LEAST_CAPABILITY) {
                usable.add(gpu);
            } else {
                old.add("%s has capability %.1f".formatted(gpu.name(), gpu.capability() / 10.0));
            }
        }
        if (usable.isEmpty()) {
            return old.isEmpty()
                    ? none("this process sees no GPU", visibility())
                    : none(
                            String.join(", ", old) + "; 8.0 is needed",
                            "run on a node with an A100 or newer, or use device cpu");
        }
        String all = usable.stream().map(Gpu::description).collect(Collectors.joining(", "));
        return new Gpus(new Availability.Usable(all), usable, driver);
    }

    private static Gpu gpu(DriverLibrary driver, int index) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ValueLayout.JAVA_INT);
            driver.check("cuDeviceGet", out, index);
            int handle = out.get(ValueLayout.JAVA_INT, 0);
            MemorySegment name = arena.allocate(NAME_BYTES);
            driver.check("cuDeviceGetName", name, NAME_BYTES, handle);
            MemorySegment uuid = arena.allocate(UUID_BYTES);
            driver.check("cuDeviceGetUuid", uuid, handle);
            driver.check("cuDeviceGetAttribute", out, CAPABILITY_MAJOR, handle);
            int major = out.get(ValueLayout.JAVA_INT, 0);
            driver.check("cuDeviceGetAttribute", out, CAPABILITY_MINOR, handle);
            int minor = out.get(ValueLayout.JAVA_INT, 0);
            return new Gpu(handle, name.getString(0), uuid(uuid), 10 * major + minor);
        }
    }

    private static String uuid(MemorySegment bytes) {
        String hex = HexFormat.of().formatHex(bytes.toArray(ValueLayout.JAVA_BYTE));
        return "GPU-"
                + String.join(
                        "-",
                        hex.substring(0, 8),
                        hex.substring(8, 12),
                        hex.substring(12, 16),
                        hex.substring(16, 20),
                        hex.substring(20));
    }

    private static int number(DriverLibrary driver, String function) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ValueLayout.JAVA_INT);
            driver.check(function, out);
            return out.get(ValueLayout.JAVA_INT, 0);
        }
    }

    private static String visibility() {
        String visible = System.getenv(VISIBLE);
        return visible == null
                ? "run on a node with a GPU"
                : "%s is '%s': ask for a GPU with num_gpus".formatted(VISIBLE, visible);
    }

    private static Gpus none(String reason, String remedy) {
        return new Gpus(new Availability.Unusable(reason, remedy), List.of(), null);
    }
}

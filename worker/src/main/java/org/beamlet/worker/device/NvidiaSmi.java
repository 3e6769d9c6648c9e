package org.beamlet.worker.device;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beamlet.worker.topology.NodeTopology;

/** Asks nvidia-smi, whose tables are the same for all releases, unlike its texts. */
final class NvidiaSmi {
    private static final String COMMAND = "nvidia-smi";

    /** It waits for a driver that hangs, and then longer than anybody needs to know. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final String FIELDS =
            "index,uuid,pci.bus_id,name,driver_version,memory.free,memory.total,"
                    + "ecc.errors.uncorrected.volatile.total";

    private static final String ROWS = "gpu_uuid,remapped_rows.pending,remapped_rows.failure";

    private static final int COLUMNS = 8;

    /** A GPU that has left the bus: by number, by address, or both. */
    private static final Pattern LOST =
            Pattern.compile(
                    "Unable to determine the device handle for GPU ?(?:(\\d{1,3}): ?)?"
                            + "([0-9A-Fa-f]{4,8}:[0-9A-Fa-f]{2}:[0-9A-Fa-f]{2}\\.[0-9A-Fa-f])?"
                            + ":? *(.*)");

    private static final Pattern WHOLE = Pattern.compile("GPU (\\d{1,3}): .*\\(UUID: ([^)]+)\\).*");

    private static final Pattern PART = Pattern.compile("\\s+MIG .*\\(UUID: ([^)]+)\\).*");

    private static final String MIG = "MIG-";

    private NvidiaSmi() {}

    /** {@return all that it tells, MIG devices too} */
    static Inventory look() throws InterruptedException {
        Asked table = ask("--query-gpu=" + FIELDS, "--format=csv,noheader,nounits");
        if (!table.ran()) {
            return table.hung() ? silent(COMMAND + " " + table.err()) : Inventory.NONE;
        }
        Inventory plain = table(table.out() + "\n" + table.err());
        if (plain.gpus().isEmpty() && plain.lost().isEmpty()) {
            return silent(table.status() == 0 ? "" : trouble(table));
        }
        Asked rows = ask("--query-remapped-rows=" + ROWS, "--format=csv,noheader");
        Asked list = ask("-L");
        return withParts(withRows(plain, rows.status() == 0 ? rows.out() : ""), list.out());
    }

    private static Asked ask(String... words) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of(COMMAND));
        command.addAll(Arrays.asList(words));
        return Asked.of(command, Map.of(), LIMIT);
    }

    private static Inventory silent(String why) {
        return new Inventory(true, List.of(), List.of(), why);
    }

    private static String trouble(Asked asked) {
        String said =
                (asked.out() + "\n" + asked.err())
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .findFirst()
                        .orElse("");
        // Where there is no device it says so and fails; that is nobody's fault.
        return said.startsWith("No devices")
                ? ""
                : "%s ends with %d: %s".formatted(COMMAND, asked.status(), said);
    }

    /** Reads what it says of each GPU, a line each; other lines may stand between. */
    static Inventory table(String text) {
        List<SeenGpu> gpus = new ArrayList<>();
        List<Inventory.LostGpu> lost = new ArrayList<>();
        for (String line : text.lines().map(String::strip).toList()) {
            Matcher gone = LOST.matcher(line);
            if (gone.matches()) {
                lost.add(
                        new Inventory.LostGpu(
                                gone.group(1) == null ? -1 : Integer.parseInt(gone.group(1)),
                                gone.group(2) == null ? "" : NodeTopology.address(gone.group(2)),
                                "the driver cannot reach it: " + gone.group(3)));
            } else {
                gpu(line).ifPresent(gpus::add);
            }
        }
        return new Inventory(true, gpus, lost, "");
    }

    private static Optional<SeenGpu> gpu(String line) {
        List<String> fields = Arrays.stream(line.split(",", -1)).map(String::strip).toList();
        if (fields.size() != COLUMNS || !fields.getFirst().matches("\\d{1,3}")) {
            return Optional.empty();
        }
        return Optional.of(
                new SeenGpu(
                        Integer.parseInt(fields.getFirst()),
                        fields.get(1),
                        NodeTopology.address(fields.get(2)),
                        fields.get(3),
                        fields.get(4),
                        number(fields.get(5)),
                        number(fields.get(6)),
                        fault(fields),
                        List.of()));
    }

    private static String fault(List<String> fields) {
        for (String field : fields) {
            String plain = field.replaceAll("[\\[\\]]", "");
            if (plain.equalsIgnoreCase("Unknown Error")
                    || plain.equalsIgnoreCase("GPU is lost")
                    || plain.equalsIgnoreCase("GPU requires reset")
                    || plain.equals("ERR!")) {
                return "nvidia-smi says of it: " + plain;
            }
        }
        long uncorrected = number(fields.get(COLUMNS - 1));
        return uncorrected > 0
                ? "%d uncorrectable memory errors (ECC) since its driver was loaded"
                        .formatted(uncorrected)
                : "";
    }

    private static long number(String text) {
        return text.matches("\\d{1,15}") ? Long.parseLong(text) : -1;
    }

    /** Adds whose memory could not be repaired. Rows that wait for a reset do no harm. */
    static Inventory withRows(Inventory seen, String text) {
        Map<String, String> failed = new HashMap<>();
        for (String line : text.lines().toList()) {
            String[] fields = line.split(",", -1);
            String failure = fields[fields.length - 1].strip();
            if (fields.length == 3 && (failure.equalsIgnoreCase("Yes") || number(failure) > 0)) {
                failed.put(
                        fields[0].strip(), "a row of its memory could not be remapped: replace it");
            }
        }
        return new Inventory(
                true,
                seen.gpus().stream()
                        .map(gpu -> {
                            String why = failed.get(gpu.uuid());
                            return why == null || !gpu.fault().isEmpty() ? gpu : gpu.withFault(why);
                        })
                        .toList(),
                seen.lost(),
                "");
    }

    /** Adds the MIG devices that {@code nvidia-smi -L} lists below each GPU. */
    static Inventory withParts(Inventory seen, String text) {
        Map<Integer, List<String>> parts = new HashMap<>();
        int index = -1;
        for (String line : text.lines().toList()) {
            Matcher whole = WHOLE.matcher(line);
            Matcher part = PART.matcher(line);
            if (whole.matches()) {
                index = Integer.parseInt(whole.group(1));
            } else if (part.matches() && part.group(1).startsWith(MIG)) {
                parts.computeIfAbsent(index, _ -> new ArrayList<>()).add(part.group(1));
            }
        }
        return new Inventory(
                true,
                seen.gpus().stream()
                        .map(gpu -> gpu.withParts(parts.getOrDefault(gpu.index(), List.of())))
                        .toList(),
                seen.lost(),
                "");
    }
}

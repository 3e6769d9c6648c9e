package org.beamlet.agent.diagnose;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.TreeSet;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.HostName;
import org.beamlet.agent.registration.Registrar;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.net.Connections;

/** Facts of machine and environment that may matter, none of them secret. */
final class Surroundings {
    private static final List<String> SCHEDULERS =
            List.of("sbatch", "qsub", "bsub", "condor_submit", "flux", "srun", "mpiexec");

    /** Variables whose values are shown; of others only the names are. */
    private static final List<String> SHOWN =
            List.of(
                    "BEAMLET_HOME",
                    "BEAMLET_URL",
                    "BEAMLET_CA",
                    "BEAMLET_LOG_FORMAT",
                    "BEAMLET_ENDPOINT_JAVA_OPTIONS",
                    "LANG",
                    "LC_ALL",
                    "TZ",
                    Connections.PROXY,
                    "no_proxy",
                    "NO_PROXY",
                    "https_proxy",
                    "HTTPS_PROXY",
                    "http_proxy",
                    "HTTP_PROXY");

    private Surroundings() {}

    static ObjectNode facts(EndpointFolder folder, Map<String, String> environment) {
        ObjectNode facts = Json.NODES.objectNode();
        facts.put("at", Instant.now().toString());
        facts.put("host", HostName.of());
        facts.put("beamlet", Registrar.VERSION);
        facts.put("java", Runtime.version().toString());
        facts.put("java_vendor", System.getProperty("java.vendor"));
        facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("distribution", line(Path.of("/etc/os-release"), "PRETTY_NAME"));
        facts.put("architecture", System.getProperty("os.arch"));
        facts.put("processors", Runtime.getRuntime().availableProcessors());
        facts.put("memory", line(Path.of("/proc/meminfo"), "MemTotal"));
        facts.put("open_files", line(Path.of("/proc/self/limits"), "Max open files"));
        facts.put("time_zone", TimeZone.getDefault().getID());
        facts.put("file_system", fileSystem(folder));
        ObjectNode variables = facts.putObject("environment");
        SHOWN.forEach(name -> {
            if (environment.containsKey(name)) {
                String value = environment.getOrDefault(name, "");
                variables.put(
                        name,
                        name.toLowerCase(Locale.ROOT).endsWith("_proxy")
                                ? Connections.withoutLogin(value)
                                : value);
            }
        });
        var names = facts.putArray("beamlet_variables");
        new TreeSet<>(environment.keySet())
                .stream().filter(name -> name.startsWith("BEAMLET_")).forEach(names::add);
        var found = facts.putArray("schedulers");
        SCHEDULERS.stream()
                .filter(name -> onPath(name, environment.getOrDefault("PATH", "")))
                .forEach(found::add);
        return facts;
    }

    static boolean onPath(String program, String path) {
        for (String folder : path.split(File.pathSeparator, -1)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    private static String line(Path file, String beginning) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith(beginning))
                    .map(String::strip)
                    .findFirst()
                    .orElse("");
        } catch (IOException _) {
            return "";
        }
    }

    private static String fileSystem(EndpointFolder folder) {
        try {
            return Files.getFileStore(folder.path()).type();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}

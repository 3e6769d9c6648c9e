package org.beamlet.benchmarks.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.qpid.server.SystemLauncher;

/** The broker that is embedded in the cloud service, alone: {@code FOLDER PORT}. */
public final class BenchBroker {
    private static final String CONFIG =
            """
            {
              "name": "bench", "modelVersion": "9.1",
              "authenticationproviders": [
                {"name": "plain", "type": "Plain", "secureOnlyMechanisms": [],
                 "users": [{"name": "guest", "type": "managed", "password": "guest"}]}
              ],
              "ports": [
                {"name": "amqp", "port": "${bench.port}", "bindingAddress": "127.0.0.1",
                 "protocols": ["AMQP_0_9_1"], "authenticationProvider": "plain",
                 "virtualhostaliases": [{"name": "d", "type": "defaultAlias"}]}
              ],
              "virtualhostnodes": [
                {"name": "bench", "type": "BDB", "defaultVirtualHostNode": "true",
                 "storePath": "${bench.folder}/messages",
                 "virtualHostInitialConfiguration": "{\\"type\\": \\"ProvidedStore\\"}"}
              ]
            }
            """;

    private BenchBroker() {}

    /** Prints a line once it listens, and ends with its standard input. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        Path initial = folder.resolve("initial.json");
        Files.writeString(initial, CONFIG);
        Map<String, String> context = new HashMap<>();
        context.put("qpid.work_dir", folder.toString());
        context.put("bench.folder", folder.toString());
        context.put("bench.port", arguments[1]);
        context.put("store.filesystem.maxUsagePercent", "100");
        context.put("qpid.bdb.je.jul_logger_level_override", "{\"com.sleepycat.je\":\"OFF\"}");
        Map<String, Object> attributes = new HashMap<>();
        attributes.put("type", "JSON");
        attributes.put("storePath", folder.resolve("config.json").toString());
        attributes.put("initialConfigurationLocation", initial.toUri().toString());
        attributes.put("startupLoggedToSystemOut", false);
        attributes.put("context", context);
        new SystemLauncher().startup(attributes);
        System.out.println("listens");
        awaitEnd();
        Runtime.getRuntime().halt(0);
    }

    private static void awaitEnd() throws IOException {
        while (System.in.read() >= 0) {
            // Nothing is said; only its end tells.
        }
    }
}

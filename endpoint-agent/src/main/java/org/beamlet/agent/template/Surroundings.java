package org.beamlet.agent.template;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.beamlet.protocol.json.Json;

/**
 * What an endpoint itself fills in, under names that users cannot take.
 *
 * @param runtime of the program that submits: its {@code user_runtime}
 * @param identity as whom tasks run here: {@code local} and {@code globus}
 * @param parent of the manager's configuration
 */
public record Surroundings(ObjectNode runtime, ObjectNode identity, ObjectNode parent) {
    /** {@return the surroundings of a trial on this machine} */
    public static Surroundings ofThisUser() {
        ObjectNode identity = Json.NODES.objectNode();
        identity.putObject("local")
                .put("uname", System.getProperty("user.name", ""))
                .put("dir", System.getProperty("user.home", ""))
                .put("uid", number("unix:uid"))
                .put("gid", number("unix:gid"))
                .put("gecos", "")
                .put("shell", System.getenv().getOrDefault("SHELL", ""))
                .putArray("groups");
        identity.putObject("globus").put("id", "");
        return new Surroundings(Json.NODES.objectNode(), identity, Json.NODES.objectNode());
    }

    /** {@return the same for somebody, as whom the service knows them} */
    public Surroundings withUser(String id) {
        ObjectNode known = identity.deepCopy();
        known.putObject("globus").put("id", id);
        return new Surroundings(runtime, known, parent);
    }

    /** {@return the same for an account that the service's user is mapped to} */
    public Surroundings withAccount(ObjectNode local) {
        ObjectNode known = identity.deepCopy();
        known.set("local", local);
        return new Surroundings(runtime, known, parent);
    }

    public Surroundings withParent(ObjectNode config) {
        return new Surroundings(runtime, identity, config);
    }

    public Surroundings withRuntime(ObjectNode told) {
        return new Surroundings(told, identity, parent);
    }

    private static int number(String attribute) {
        try {
            return Files.getAttribute(Path.of("/proc/self"), attribute) instanceof Integer id
                    ? id
                    : -1;
        } catch (IOException | UnsupportedOperationException _) {
            return -1;
        }
    }

    Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("user_runtime", YamlValue.of(runtime));
        values.put("mapped_identity", YamlValue.of(identity));
        values.put("parent_config", YamlValue.of(parent));
        ObjectNode all = Json.NODES.objectNode();
        all.set("user_runtime", runtime);
        all.set("mapped_identity", identity);
        all.set("parent_config", parent);
        values.put("_GC", YamlValue.of(all));
        return values;
    }
}

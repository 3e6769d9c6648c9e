package org.beamlet.agent.account;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.beamlet.protocol.json.Json;

/**
 * An account of this machine.
 *
 * @param groups all, the first one included, in order
 */
public record LocalAccount(
        @JsonProperty("name") String name,
        @JsonProperty("uid") int uid,
        @JsonProperty("gid") int gid,
        @JsonProperty("groups") List<Integer> groups,
        @JsonProperty("gecos") String gecos,
        @JsonProperty("home") String home,
        @JsonProperty("shell") String shell) {
    public LocalAccount {
        groups = groups.stream().distinct().sorted().toList();
    }

    /** {@return what templates read of it, in the words of Globus Compute} */
    public ObjectNode forTemplates() {
        ObjectNode local = Json.NODES.objectNode();
        local.put("uname", name).put("uid", uid).put("gid", gid).put("gecos", gecos);
        local.put("dir", home).put("shell", shell);
        groups.forEach(local.putArray("groups")::add);
        return local;
    }
}

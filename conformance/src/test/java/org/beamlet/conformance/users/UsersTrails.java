package org.beamlet.conformance.users;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.rest.TaskDocument;

/** What the agents that run as users have written down, each in its user's home. */
record UsersTrails(UsersPeer peer) {
    /**
     * Says that there is what has to be.
     *
     * @param alices task that ran
     * @param bobs that failed
     * @param path which both name
     */
    void say(TaskDocument alices, TaskDocument bobs, String path)
            throws IOException, InterruptedException {
        Trail alice = Trail.of(Files.readString(peer.audit(peer.alice()))).ofTask(alices.taskId());
        assertThat(alice.texts("action")).containsExactly("task", "task ended");
        assertThat(alice.texts("verdict")).containsExactly("allowed", "done");
        assertThat(alice.texts("local_user")).containsOnly(peer.alice());
        alice.of("task", "").say("user", "function", "local_user");
        alice.with(Map.of("verdict", "allowed")).say("sha256", "endpoint");
        alice.of("task ended", "").say("block", "job", "node");
        assertThat(alice.with(Map.of("verdict", "done")).only().path("paths"))
                .isEqualTo(
                        Json.read(
                                """
                                [{"argument":"path","given":"%s","resolved":"%s","verdict":"allowed"}]
                                """
                                        .formatted(path, path)));
        Trail bob = Trail.of(Files.readString(peer.audit(peer.bob()))).ofTask(bobs.taskId());
        assertThat(bob.texts("verdict")).containsExactly("allowed", "failed");
        assertThat(bob.texts("local_user")).containsOnly(peer.bob());
        assertThat(bob.entries().getLast().path("paths").toString()).contains(path);
        assertThat(peer.as(peer.bob(), "cat " + peer.audit(peer.alice())).exit()).isNotZero();
    }
}

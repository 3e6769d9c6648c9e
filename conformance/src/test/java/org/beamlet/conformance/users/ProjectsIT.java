package org.beamlet.conformance.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.http.Repeat;
import org.beamlet.conformance.stack.Await;
import org.beamlet.conformance.stack.Lines;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.rest.FunctionRegistration;
import org.beamlet.protocol.rest.TaskDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One endpoint of an account that works for two projects and may read the files of both. */
@Tag("users")
class ProjectsIT {
    @TempDir Path folder;

    @SuppressWarnings("NullAway.Init")
    private Facility facility;

    @SuppressWarnings("NullAway.Init")
    private UsersPeer peer;

    @SuppressWarnings("NullAway.Init")
    private EndpointId shared;

    @SuppressWarnings("NullAway.Init")
    private Path data;

    @SuppressWarnings("NullAway.Init")
    private Path home;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        facility = new Facility(folder);
        peer = facility.peer;
        data = peer.home(peer.worker()).resolve("data-" + System.nanoTime());
        assertThat(
                        peer.as(
                                        peer.worker(),
                                        "mkdir -p %s/a %s/b && echo secret > %s/b/notes"
                                                .formatted(data, data, data))
                                .exit())
                .isZero();
        home = peer.home(peer.worker()).resolve("beamlet-" + System.nanoTime());
        String owner = facility.token("account");
        List<String> before = asWorker();
        Path configured = home.resolve("endpoints/shared/config.yaml");
        assertThat(
                        peer.as(
                                        peer.worker(),
                                        "HOME=%s BEAMLET_HOME=%s %s/beamlet endpoint configure shared"
                                                .formatted(
                                                        peer.home(peer.worker()),
                                                        home,
                                                        peer.installation().root()))
                                .exit())
                .isZero();
        Files.writeString(
                configured,
                """
                public: true
                heartbeat_period: 5
                allowed_functions: ["diagnostics.append@^1"]
                audit_log_path: %s
                service_account:
                  projects:
                    a: {roots: [%s/a], users: [%s], output_mode: "0660", output_group: %s}
                    b: {roots: [%s/b], groups: [%s]}
                engine:
                  type: GlobusComputeEngine
                  max_workers_per_node: 1
                  provider: {type: LocalProvider, init_blocks: 1, max_blocks: 1}
                """
                        .formatted(
                                home.resolve("audit.jsonl"),
                                data,
                                id("alice"),
                                peer.worker(),
                                data,
                                group(owner, "bob")));
        shared =
                facility.start(
                        before,
                        Map.of(
                                "BEAMLET_HOME", home.toString(),
                                "BEAMLET_TOKEN", owner,
                                "HOME", peer.home(peer.worker()).toString()),
                        "shared");
    }

    private List<String> asWorker() throws IOException {
        String uid = Integer.toString(peer.uid(peer.worker()));
        return List.of("setpriv", "--reuid", uid, "--regid", uid, "--clear-groups");
    }

    private String id(String person) throws IOException, InterruptedException {
        try (BeamletClient client = facility.client(person)) {
            return client.caller().path("user_id").asText();
        }
    }

    /** {@return a group of the account's owner at the service, with one member} */
    private String group(String owner, String member) throws IOException, InterruptedException {
        try (BeamletClient client = new BeamletClient(facility.stack.url(), owner)) {
            String group = client.sharing().createGroup("project b").path("group_id").asText();
            assertThat(client.sharing().add(group, id(member)).path("members")).hasSize(1);
            return group;
        }
    }

    @AfterEach
    void stop() {
        facility.close();
    }

    private String runs(String person, String path) throws Exception {
        TaskDocument document = facility.append(person, shared, path, "ran");
        assertThat(document.status()).as("%s %s: %s", person, path, document).isEqualTo("success");
        return document.taskId();
    }

    private String refused(String person, String path, String why) throws Exception {
        TaskDocument document = facility.append(person, shared, path, "INTRUDED");
        assertThat(document.status()).as("%s %s", person, path).isEqualTo("failed");
        assertThat(String.valueOf(document)).as("%s %s", person, path).contains(why);
        return document.taskId();
    }

    @Test
    void eachWritesInTheirProjectAndNobodyElsewhere() throws Exception {
        runs("alice", data + "/a/lines");
        runs("bob", data + "/b/lines");
        assertThat((Integer) Files.getAttribute(data.resolve("a/lines"), "unix:mode") & 0777)
                .isEqualTo(0660);
        assertThat(Files.getAttribute(data.resolve("a/lines"), "unix:uid"))
                .isEqualTo(peer.uid(peer.worker()));

        String outside = "not below a folder of a project";
        refused("alice", data + "/b/notes", outside);
        refused("alice", data + "/a/../b/notes", outside);
        refused("alice", data + "/a/none/../../b/notes", outside);
        refused("alice", peer.home(peer.worker()) + "/.profile", outside);
        refused("bob", data + "/a/lines", outside);
        refused("eve", data + "/a/lines", "belongs to no project");
        peer.as(
                peer.worker(),
                "ln -s %s/b %s/a/away; ln -s %s/b/notes %s/a/note"
                        .formatted(data, data, data, data));
        refused("alice", data + "/a/away/notes", outside);
        refused("alice", data + "/a/note", outside);

        assertThat(data.resolve("b/notes")).hasContent("secret");
        assertThat(data.resolve("a/lines")).hasContent("ran");
    }

    @Test
    void whatIsNotOnTheListDoesNotRunWhateverItIsCalled() throws Exception {
        try (BeamletClient client = facility.client("alice")) {
            FunctionId nap = CatalogFunctionId.of("diagnostics.noop", "1.0.0");
            BeamletException byList =
                    catchThrowableOfType(
                            BeamletException.class,
                            () -> client.submit(shared, nap, Json.NODES.objectNode()));
            assertThat(byList).isNotNull();
            // Of that very name, and of one that only looks like it, with code of one's own.
            for (String name : List.of("diagnostics.append", "diagnostics.app\u0435nd")) {
                BeamletException registered =
                        catchThrowableOfType(
                                BeamletException.class,
                                () -> {
                                    FunctionId own =
                                            client.register(
                                                    new FunctionRegistration(
                                                            name,
                                                            new FunctionCode(
                                                                            "diagnostics.sleep",
                                                                            "1.0.0")
                                                                    .packed(),
                                                            "looks like it",
                                                            true,
                                                            null,
                                                            null),
                                                    Repeat.SAFE);
                                    assertThat(own).isNotEqualTo(Lines.APPEND);
                                    TaskId _ = client.submit(shared, own, Json.NODES.objectNode());
                                });
                assertThat(registered).as(name).isNotNull();
            }
        }
    }

    /** The link points into the project when it is looked at, and elsewhere a moment later. */
    @Test
    void aLinkThatIsTurnedWhileTasksRunLeadsNothingOut() throws Exception {
        assertThat(peer.as(peer.worker(), "mkdir %s/a/in".formatted(data)).exit()).isZero();
        Process turner =
                new ProcessBuilder(
                                "/bin/sh",
                                "-c",
                                "while :; do ln -sfn %s/a/in %s/a/turn; ln -sfn %s/b %s/a/turn; done"
                                        .formatted(data, data, data, data))
                        .start();
        try (BeamletClient client = facility.client("alice")) {
            List<ObjectNode> calls = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                calls.add(
                        Json.NODES
                                .objectNode()
                                .put("path", data + "/a/turn/x")
                                .put("text", "line " + i));
            }
            List<TaskId> tasks = client.submit(shared, Lines.APPEND, calls);
            Await.until(Facility.PATIENCE, "all have ended", () -> Lines.open(client, tasks) == 0);
            long done =
                    client.batchStatus(tasks).values().stream()
                            .filter(task -> task.status().equals("success"))
                            .count();
            Lines lines = new Lines(data.resolve("a/in/x"));
            assertThat(lines.counts()).hasSize((int) done);
        } finally {
            turner.destroyForcibly().waitFor();
        }
        assertThat(data.resolve("b/x")).doesNotExist();
    }

    @Test
    void eachAttemptIsWrittenDownAndAnEntryThatIsTakenAwayIsMissed() throws Exception {
        String alices = data + "/a/lines";
        String ran = runs("alice", alices);
        String bobs = runs("bob", data + "/b/lines");
        String outside = refused("alice", data + "/b/notes", "not below a folder of a project");
        peer.as(peer.worker(), "ln -s %s/b/notes %s/a/note".formatted(data, data));
        String linked = refused("alice", data + "/a/note", "not below a folder of a project");
        String eves = refused("eve", alices, "belongs to no project");
        refusedByTheService("alice");
        String alice = id("alice");
        String eve = id("eve");
        Trail served = facility.written("alice", "bob", "eve");
        facility.stopAgents();

        Trail submits = served.of("/submit", "");
        submits.say("user", "user_id", "client", "verdict");
        assertThat(submits.texts("client")).containsOnly("127.0.0.1");
        assertThat(submits.of("", "alice").texts("verdict"))
                .containsExactly("allowed", "allowed", "allowed", "refused");
        assertThat(submits.of("", "eve").texts("verdict")).containsExactly("allowed");

        Path file = home.resolve("audit.jsonl");
        Trail all = Trail.of(Files.readString(file));
        all.of("task", "").say("user", "local_user", "function", "verdict");
        all.with(Map.of("verdict", "allowed", "action", "task"))
                .say("sha256", "endpoint", "local_user");
        assertThat(all.of("task", "").texts("local_user")).containsOnly(peer.worker());
        assertThat(all.ofTask(ran).of("", alice).texts("verdict"))
                .containsExactly("allowed", "done");
        all.ofTask(ran).of("task ended", "").say("block", "job", "node");
        assertThat(paths(all, ran)).isEqualTo(path(alices, alices, "allowed"));
        assertThat(all.ofTask(bobs).texts("verdict")).containsExactly("allowed", "done");
        assertThat(all.ofTask(outside).texts("verdict")).containsExactly("allowed", "refused");
        assertThat(paths(all, outside))
                .isEqualTo(path(data + "/b/notes", data + "/b/notes", "refused"));
        assertThat(paths(all, linked))
                .isEqualTo(path(data + "/a/note", data + "/b/notes", "refused"));
        assertThat(all.ofTask(eves).of("", eve).texts("verdict")).contains("refused");
        assertThat(all.ofTask(eves).with(Map.of("verdict", "refused")).only().toString())
                .contains("ENDPOINT_ACCESS_FORBIDDEN", alices);

        long seq = all.ofTask(linked).entries().getLast().path("seq").asLong();
        Facility.takeOut(
                file,
                seq,
                () ->
                        peer.as(
                                peer.worker(),
                                "HOME=%s BEAMLET_HOME=%s %s/beamlet endpoint audit shared --verify"
                                        .formatted(
                                                peer.home(peer.worker()),
                                                home,
                                                peer.installation().root())));
        facility.takeOutOfTheStore(submits.of("", "eve").only().path("seq").asLong());
    }

    private void refusedByTheService(String person) throws Exception {
        try (BeamletClient client = facility.client(person)) {
            FunctionId nap = CatalogFunctionId.of("diagnostics.noop", "1.0.0");
            assertThat(
                            catchThrowableOfType(
                                    BeamletException.class,
                                    () -> client.submit(shared, nap, Json.NODES.objectNode())))
                    .isNotNull();
        }
    }

    private static JsonNode paths(Trail all, String task) {
        return all.ofTask(task).of("task ended", "").only().path("paths");
    }

    private static JsonNode path(String given, String resolved, String verdict) {
        return Json.read(
                "[{\"argument\":\"path\",\"given\":\"%s\",\"resolved\":\"%s\",\"verdict\":\"%s\"}]"
                        .formatted(given, resolved, verdict));
    }

    @Test
    void attemptsAreWrittenDown() throws Exception {
        runs("alice", data + "/a/lines");
        refused("eve", data + "/a/lines", "belongs to no project");
        String alice = id("alice");
        String eve = id("eve");
        String log =
                UsersPeer.root(
                                "cat %s/beamlet-*/endpoints/shared/agent.log"
                                        .formatted(peer.home(peer.worker())))
                        .out();
        assertThat(log.lines().filter(line -> line.contains("attempt what=TASK")))
                .anyMatch(line -> line.contains(alice) && line.endsWith("verdict=allowed"))
                .anyMatch(line -> line.contains(eve) && line.contains("verdict=refused"))
                .allMatch(line ->
                        line.matches(".*sha256=[0-9a-f]{64} .*") && line.contains(peer.worker()));
    }
}

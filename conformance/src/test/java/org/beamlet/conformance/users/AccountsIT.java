package org.beamlet.conformance.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.beamlet.client.BeamletClient;
import org.beamlet.conformance.stack.Await;
import org.beamlet.conformance.stack.Command;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.rest.TaskDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One endpoint that root has started; each user's functions run as that user's account. */
@Tag("users")
class AccountsIT {
    @TempDir Path folder;

    @SuppressWarnings("NullAway.Init")
    private Facility facility;

    @SuppressWarnings("NullAway.Init")
    private UsersPeer peer;

    @SuppressWarnings("NullAway.Init")
    private EndpointId lab;

    private Path mapping() {
        return folder.resolve("mapping.json");
    }

    private Path audit() {
        return folder.resolve("audit.jsonl");
    }

    private void map(String rules) throws IOException {
        Path fresh = folder.resolve("mapping.new");
        Files.writeString(
                fresh,
                "[{\"DATA_TYPE\": \"expression_identity_mapping#1.0.0\", \"mappings\": [%s]}]"
                        .formatted(rules));
        Files.move(
                fresh,
                mapping(),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.ATOMIC_MOVE);
    }

    private static String rule(String match, String output) {
        return "{\"source\": \"{username}\", \"match\": \"%s\", \"output\": \"%s\"}"
                .formatted(match, output);
    }

    private String both() {
        return rule("alice", peer.alice()) + "," + rule("bob", peer.bob());
    }

    @BeforeEach
    void start() throws IOException, InterruptedException {
        facility = new Facility(folder);
        peer = facility.peer;
        map(both());
        assertThat(facility.stack.beamlet("endpoint", "configure", "lab", "--multi-user").exit())
                .isZero();
        Files.writeString(
                folder.resolve("home/endpoints/lab/config.yaml"),
                """
                public: true
                heartbeat_period: 5
                identity_mapping_config_path: %s
                audit_log_path: %s
                """
                        .formatted(mapping(), audit()));
        // What a user's own agent writes down lies in a folder of that user's.
        for (String account : List.of(peer.alice(), peer.bob())) {
            String uid = Integer.toString(peer.uid(account));
            Path own = peer.audit(account).getParent();
            assertThat(
                            UsersPeer.root(
                                            "rm -rf %s && install -d -m 700 -o %s -g %s %s"
                                                    .formatted(own, uid, uid, own))
                                    .exit())
                    .isZero();
        }
        Files.writeString(
                folder.resolve("home/endpoints/lab/user_config_template.yaml.j2"),
                "\naudit_log_path: %s/audit-{{ _GC.mapped_identity.local.uid }}/audit.jsonl\n"
                        .formatted(peer.base()),
                StandardOpenOption.APPEND);
        lab = facility.start(List.of(), Map.of(), "lab", "--as-root");
    }

    @AfterEach
    void stop() {
        facility.close();
    }

    private Path drop() throws IOException, InterruptedException {
        Path drop = Files.createDirectories(peer.base().resolve("drop-" + System.nanoTime()));
        assertThat(UsersPeer.root("chmod 1777 " + drop).exit()).isZero();
        return drop;
    }

    private void success(TaskDocument document) {
        assertThat(document.status()).as("%s", document).isEqualTo("success");
    }

    private String refusal(String person) {
        BeamletException thrown =
                catchThrowableOfType(
                        BeamletException.class,
                        () -> facility.append(person, lab, "/tmp/never", "x"));
        assertThat(thrown).as(person).isNotNull();
        return String.valueOf(thrown.getMessage());
    }

    @Test
    void eachFunctionRunsAsItsUsersAccountAndNeitherSeesTheOthers() throws Exception {
        Path drop = drop();

        success(facility.append("alice", lab, drop + "/alice", "of alice"));
        success(facility.append("bob", lab, drop + "/bob", "of bob"));

        assertThat(Files.getAttribute(drop.resolve("alice"), "unix:uid"))
                .isEqualTo(peer.uid(peer.alice()));
        assertThat(Files.getAttribute(drop.resolve("bob"), "unix:uid"))
                .isEqualTo(peer.uid(peer.bob()));
        assertThat((Integer) Files.getAttribute(drop.resolve("alice"), "unix:mode") & 0777)
                .isEqualTo(0600);

        // A function of bob's that is told to write among alice's files.
        Path alices = peer.home(peer.alice());
        TaskDocument into = facility.append("bob", lab, alices + "/planted", "of bob");
        assertThat(into.status()).isEqualTo("failed");
        assertThat(alices.resolve("planted")).doesNotExist();
        TaskDocument over = facility.append("bob", lab, drop + "/alice", "of bob");
        assertThat(over.status()).isEqualTo("failed");
        assertThat(drop.resolve("alice")).hasContent("of alice");

        nothingOfAlicesIsReadableToBob(alices);
        noSecretIsShown();
    }

    private void nothingOfAlicesIsReadableToBob(Path alices) throws Exception {
        assertThat(
                        UsersPeer.root(
                                        "find %s/.beamlet/endpoints -name 'journal*'"
                                                .formatted(alices))
                                .out())
                .as("there is a journal to hide")
                .isNotBlank();
        // With the home opened, all that is Beamlet's must still be closed by itself.
        assertThat(UsersPeer.root("chmod 755 " + alices).exit()).isZero();
        Command seen =
                peer.as(peer.bob(), "find %s/.beamlet -mindepth 1 2>/dev/null".formatted(alices));
        assertThat(seen.out()).isEmpty();
        assertThat(UsersPeer.root("chmod 700 " + alices).exit()).isZero();
        assertThat(UsersPeer.root("find %s/.beamlet -perm /077 ! -type l".formatted(alices)).out())
                .isEmpty();
        for (Path process : peer.processes(peer.alice())) {
            Command read =
                    peer.as(
                            peer.bob(),
                            "cat %s/environ %s/maps; ls -l %s/fd/ %s/cwd/"
                                    .formatted(process, process, process, process));
            assertThat(read.out()).as("%s", process).isEmpty();
            assertThat(read.exit()).as("%s", process).isNotZero();
        }
        // Nor what the manager keeps.
        assertThat(peer.as(peer.alice(), "ls " + folder).exit()).isNotZero();
    }

    /** Neither the manager's token nor any other stands where a user of the machine can look. */
    private void noSecretIsShown() throws Exception {
        String managers = facility.token("tester");
        String own = facility.stack.environment().getOrDefault("BEAMLET_TOKEN", "none");
        List<Path> processes =
                Stream.concat(
                                peer.processes(peer.alice()).stream(),
                                peer.processes(peer.bob()).stream())
                        .toList();
        assertThat(processes).hasSizeGreaterThan(3);
        for (Path process : processes) {
            for (String name : List.of("environ", "cmdline")) {
                String text = bytes(process.resolve(name));
                assertThat(text).as("%s", process).doesNotContain(own, managers, "bl_");
            }
            String status = bytes(process.resolve("status"));
            if (!status.isEmpty()) {
                assertThat(status)
                        .contains("NoNewPrivs:\t1")
                        .containsPattern("CapEff:\\s+0+\\n")
                        .containsPattern("CapPrm:\\s+0+\\n");
            }
            String open = UsersPeer.root("ls -l %s/fd 2>/dev/null".formatted(process)).out();
            assertThat(open.lines().filter(line -> line.contains(folder.toString())))
                    .as("%s", process)
                    .allMatch(line -> line.contains("agent.out"));
        }
    }

    @Test
    void eachAttemptIsWrittenDownAndAnEntryThatIsTakenAwayIsMissed() throws Exception {
        map(both() + "," + rule("m-(.*)", "{0}"));
        Path drop = drop();
        TaskDocument alices = facility.append("alice", lab, drop + "/alice", "of alice");
        success(alices);
        success(facility.append("bob", lab, drop + "/bob", "of bob"));
        TaskDocument bobs = facility.append("bob", lab, drop + "/alice", "of bob");
        assertThat(bobs.status()).isEqualTo("failed");
        assertThat(refusal("mallory")).contains("no account here");
        assertThat(refusal("m-root")).contains("no user may be");
        Trail served = facility.written("alice", "bob", "mallory", "m-root");
        facility.stopAgents();

        served.of("/submit", "").say("user", "user_id", "client", "verdict");
        assertThat(served.of("/submit", "").texts("client")).containsOnly("127.0.0.1");
        assertThat(served.of("/submit", "").texts("object"))
                .allMatch(it -> it.contains(lab.toString()));
        assertThat(served.of("/submit", "alice").texts("verdict")).containsExactly("allowed");
        assertThat(served.of("/submit", "bob").texts("verdict"))
                .containsExactly("allowed", "allowed");
        assertThat(served.of("/submit", "mallory").only().path("code").asText())
                .isEqualTo("SEMANTICALLY_INVALID");
        assertThat(served.of("/submit", "m-root").texts("verdict")).doesNotContain("allowed");

        Trail managers = Trail.of(Files.readString(audit()));
        Trail starts = managers.of("start a user endpoint", "");
        starts.say("user", "id", "endpoint", "verdict");
        assertThat(starts.of("", "alice").only().path("local_user").asText())
                .isEqualTo(peer.alice());
        assertThat(starts.of("", "alice").texts("verdict")).containsExactly("allowed");
        assertThat(starts.of("", "bob").texts("local_user")).containsExactly(peer.bob());
        assertThat(starts.with(Map.of("verdict", "refused")).of("", "mallory").only().toString())
                .contains("no account here", "ENDPOINT_ACCESS_FORBIDDEN");
        assertThat(starts.with(Map.of("verdict", "refused")).of("", "m-root").only().toString())
                .contains("no user may be");
        assertThat(managers.of("agent began", "").texts("local_user")).containsExactly("root");

        new UsersTrails(peer).say(alices, bobs, drop + "/alice");
        long refused = starts.of("", "mallory").only().path("seq").asLong();
        Facility.takeOut(
                audit(),
                refused,
                () -> facility.stack.beamlet("endpoint", "audit", "lab", "--verify"));
        facility.takeOutOfTheStore(served.of("/submit", "mallory").only().path("seq").asLong());
    }

    private static String bytes(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            // It has just ended.
            return "";
        }
    }

    @Test
    void whoIsMappedToNobodyOrToWhomNobodyMayBeRunsNothing() throws Exception {
        map(both() + "," + rule("m-(.*)", "{0}") + "," + rule("number", "0"));
        assertThat(refusal("mallory")).contains("no account here");
        assertThat(refusal("m-root")).contains("no user may be");
        assertThat(refusal("m-daemon")).contains("with uid");
        assertThat(refusal("m-nobody")).contains("identity mapping names");
        assertThat(refusal("m-../../root")).contains("no user may be");
        assertThat(refusal("m--u0")).contains("no user may be");
        assertThat(refusal("number")).contains("no user may be");
        assertThat(refusal("xalice")).contains("no account here");
        assertThat(Path.of("/tmp/never")).doesNotExist();
        assertThat(Files.readString(folder.resolve("home/endpoints/lab/agent.log")))
                .contains("what=USER_ENDPOINT", "mallory", "verdict=refused");
    }

    @Test
    void aRuleThatIsTakenAwayEndsWhatItHadStartedAndStartsNothingMore() throws Exception {
        Path drop = drop();
        success(facility.append("alice", lab, drop + "/alice", "1"));
        success(facility.append("bob", lab, drop + "/bob", "1"));
        assertThat(peer.processes(peer.bob())).isNotEmpty();

        map(rule("alice", peer.alice()));

        Await.until(
                Facility.PATIENCE,
                "nothing runs as bob",
                () -> {
                    try {
                        return peer.processes(peer.bob()).isEmpty();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
        assertThat(peer.processes(peer.alice())).isNotEmpty();
        success(facility.append("alice", lab, drop + "/alice", "2"));
        map("");
        assertThat(refusal("carol")).contains("mapping");
    }

    @Test
    void theTokenOfAUsersAgentIsGoodForNothingElse() throws Exception {
        success(facility.append("alice", lab, drop() + "/alice", "1"));
        Path record;
        try (Stream<Path> records = Files.list(folder.resolve("home/endpoints/lab/users"))) {
            record = records.findAny().orElseThrow();
        }
        String id =
                Json.read(Files.readString(record.resolve("user_endpoint.json")))
                        .path("id")
                        .asText();
        String token;
        try (HttpClient http = HttpClient.newHttpClient()) {
            String path = "/beamlet/v1/endpoints/" + id + "/agent-token";
            assertThat(call(http, "POST", path, facility.token("alice")).statusCode())
                    .isEqualTo(403);
            HttpResponse<String> made =
                    call(
                            http,
                            "POST",
                            path,
                            facility.stack.environment().getOrDefault("BEAMLET_TOKEN", ""));
            assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
            token = Json.read(made.body()).path("token").asText();

            assertThat(call(http, "GET", "/beamlet/v1/whoami", token).body()).contains("alice");
            for (String route :
                    List.of(
                            "/v2/endpoints",
                            "/beamlet/v1/tasks",
                            "/beamlet/v1/tokens",
                            "/v2/endpoints/" + lab,
                            "/beamlet/v1/groups",
                            "/beamlet/v1/quota")) {
                assertThat(call(http, "GET", route, token).statusCode()).as(route).isEqualTo(403);
            }
            assertThat(call(http, "POST", path, token).statusCode()).isEqualTo(403);
            assertThat(
                            call(http, "POST", "/beamlet/v1/endpoints/" + lab + "/news", token)
                                    .statusCode())
                    .isEqualTo(403);
            assertThat(call(http, "DELETE", "/v2/endpoints/" + id, token).statusCode())
                    .isEqualTo(403);
        }
        try (BeamletClient client = new BeamletClient(facility.stack.url(), token)) {
            assertThat(
                            catchThrowableOfType(
                                    BeamletException.class, () -> client.task(TaskId.random())))
                    .isNotNull();
        }
    }

    private HttpResponse<String> call(HttpClient http, String method, String path, String token)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(facility.stack.url() + path))
                        .header("Authorization", "Bearer " + token)
                        .method(
                                method,
                                HttpRequest.BodyPublishers.ofString(
                                        method.equals("GET") ? "" : "{}"))
                        .header("Content-Type", "application/json")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void rootStartsItOnPurposeOrNotAtAll() throws Exception {
        facility.stopAgents();
        Command started = facility.stack.beamlet("endpoint", "start", "lab");
        assertThat(started.exit()).isEqualTo(2);
        assertThat(started.err()).contains("--as-root");
    }
}

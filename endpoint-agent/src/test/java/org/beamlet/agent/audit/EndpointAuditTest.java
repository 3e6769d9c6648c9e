package org.beamlet.agent.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.beamlet.agent.access.Attempt;
import org.beamlet.agent.config.AuditPlace;
import org.beamlet.agent.schedule.EndedTask;
import org.beamlet.agent.schedule.Outcome;
import org.beamlet.agent.task.AcceptedTask;
import org.beamlet.protocol.audit.AuditFile;
import org.beamlet.protocol.audit.ChainCheck;
import org.beamlet.protocol.audit.SyslogServer;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.task.TaskTerms;
import org.beamlet.protocol.task.TouchedPaths;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointAuditTest {
    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2026-11-21T03:00:00.123456Z"), ZoneOffset.UTC);
    private static final AcceptedTask TASK =
            new AcceptedTask(
                    TaskId.parse("8d3ff91c-73a2-4a5c-9c86-4f1b1d2e3f40"),
                    "873249a1-9a2a-5d45-a204-88b7e4cf208a",
                    2,
                    "36\nsecret payload",
                    List.of(),
                    "",
                    TaskTerms.NONE,
                    "grace");

    @TempDir private Path folder;

    private Path file() {
        return folder.resolve("audit.jsonl");
    }

    private AuditPlace place() {
        return new AuditPlace(file(), Optional.empty());
    }

    private static Attempt attempt(TouchedPaths paths, Optional<Attempt.Refused> refusal) {
        return new Attempt(
                Attempt.What.TASK,
                TASK.id().toString(),
                "grace",
                "svc",
                TASK.functionId(),
                "ab",
                "e-1",
                paths,
                refusal);
    }

    private static TouchedPaths paths(String given, int times) {
        return new TouchedPaths(
                Collections.nCopies(
                        times,
                        new TouchedPaths.One(
                                given.length() > 99 ? given : "raw", given, null, false)),
                0);
    }

    private List<JsonNode> entries() throws IOException {
        return Files.readAllLines(file()).stream().map(Json::read).toList();
    }

    @Test
    void whatHappensIsWrittenWithoutPayloads() throws IOException {
        try (EndpointAudit audit = EndpointAudit.open(place(), CLOCK)) {
            audit.note(new AuditEvent.Began("e-1", "first", "alice", "login1", "0.1.0"));
            audit.note(attempt(paths("/data/a.h5", 1), Optional.empty()));
            audit.note(
                    attempt(
                            TouchedPaths.NONE,
                            Optional.of(
                                    new Attempt.Refused(
                                            ErrorCode.FUNCTION_NOT_ALLOWED, "ask the owner"))));
            audit.note(
                    new AuditEvent.Ended(
                            new EndedTask(
                                    TASK,
                                    3,
                                    new Outcome("secret result", null, 1_000_000, 6_000_000),
                                    "b1",
                                    "node-1"),
                            "4711"));
            audit.note(
                    new AuditEvent.Ended(
                            new EndedTask(
                                    TASK,
                                    3,
                                    new Outcome(
                                            "trace with a secret",
                                            new Message.ErrorDetails("OUT_OF_MEMORY", "a secret"),
                                            0,
                                            0),
                                    "",
                                    ""),
                            ""));
            audit.note(
                    new AuditEvent.Ended(
                            new EndedTask(
                                    TASK,
                                    3,
                                    new Outcome(
                                            "no",
                                            new Message.ErrorDetails("ARGUMENTS_INVALID", "no"),
                                            1,
                                            2,
                                            new TouchedPaths(
                                                    List.of(
                                                            new TouchedPaths.One(
                                                                    "raw", "/a/l", "/b/f", true),
                                                            new TouchedPaths.One(
                                                                    "out", "/a/o", null, false)),
                                                    7)),
                                    "b1",
                                    "node-1"),
                            "4711"));
            audit.note(new AuditEvent.OfBlock("b1", "4711", 3, "asked for"));
        }
        List<JsonNode> entries = entries();
        assertThat(entries)
                .extracting(entry -> entry.path("verdict").asText())
                .containsExactly(
                        "allowed", "allowed", "refused", "done", "failed", "refused", "asked for");
        assertThat(entries.get(1).path("at").asText()).isEqualTo("2026-11-21T03:00:00.123Z");
        assertThat(entries.get(1).path("user").asText()).isEqualTo("grace");
        assertThat(entries.get(1).path("paths"))
                .isEqualTo(Json.read("[{\"argument\":\"raw\",\"given\":\"/data/a.h5\"}]"));
        assertThat(entries.get(2).path("code").asText()).isEqualTo("FUNCTION_NOT_ALLOWED");
        assertThat(entries.get(3).path("attempt").asInt()).isEqualTo(3);
        assertThat(entries.get(3).path("ran_ms").asLong()).isEqualTo(5);
        assertThat(entries.get(4).path("code").asText()).isEqualTo("OUT_OF_MEMORY");
        assertThat(entries.get(3).path("job").asText()).isEqualTo("4711");
        assertThat(entries.get(5).path("paths"))
                .isEqualTo(
                        Json.read(
                                """
                                [{"argument":"raw","given":"/a/l","resolved":"/b/f","verdict":"refused"},
                                 {"argument":"out","given":"/a/o","verdict":"allowed"}]
                                """));
        assertThat(entries.get(5).path("paths_left_out").asInt()).isEqualTo(7);
        assertThat(Files.readString(file())).doesNotContain("secret");
        assertThat(ChainCheck.ofFiles(AuditFile.all(file())))
                .isInstanceOf(ChainCheck.Verdict.Whole.class);
    }

    @Test
    void namesThatOthersSendDoNotFillTheDisk() throws IOException {
        String endless = "x".repeat(100_000);
        try (EndpointAudit audit = EndpointAudit.open(place(), CLOCK)) {
            audit.note(
                    new Attempt(
                            Attempt.What.USER_ENDPOINT,
                            endless,
                            endless,
                            endless,
                            endless,
                            endless,
                            endless,
                            paths(endless, 5000),
                            Optional.empty()));
        }
        assertThat(Files.size(file())).isLessThan(220_000);
        assertThat(entries().getFirst().path("paths")).hasSize(100);
    }

    @Test
    void aServerIsSentWhatTheFileHas() throws IOException {
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(20_000);
            SyslogServer there = SyslogServer.parse("udp://127.0.0.1:" + server.getLocalPort());
            AuditPlace both = new AuditPlace(file(), Optional.of(there));
            try (EndpointAudit audit = EndpointAudit.open(both, CLOCK)) {
                audit.note(new AuditEvent.OfBlock("b1", "4711", 3, "asked for"));
            }
            DatagramPacket packet = new DatagramPacket(new byte[9000], 9000);
            server.receive(packet);
            String sent =
                    new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
            assertThat(sent)
                    .startsWith("<110>1 2026-11-21T03:00:00.123Z ")
                    .contains(" beamlet-endpoint ");
            assertThat(Json.read(sent.substring(sent.indexOf('{'))))
                    .isEqualTo(entries().getFirst());
        }
    }

    @Test
    void anEndpointThatKeepsNoneWritesNothing() {
        EndpointAudit.NONE.note(new AuditEvent.OfBlock("b", "1", 1, "asked for"));
        assertThat(EndpointAudit.NONE.keeps()).isFalse();
        assertThat(EndpointAudit.NONE.head()).isEmpty();
        EndpointAudit.NONE.close();
        assertThat(folder).isEmptyDirectory();
    }
}

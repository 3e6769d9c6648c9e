package org.beamlet.agent.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.beamlet.agent.access.Attempt;
import org.beamlet.agent.schedule.EndedTask;
import org.beamlet.agent.schedule.Outcome;
import org.beamlet.agent.task.AcceptedTask;
import org.beamlet.protocol.audit.AuditFile;
import org.beamlet.protocol.audit.ChainCheck;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.task.TaskTerms;
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

    private static Attempt attempt(List<String> paths, Optional<Attempt.Refused> refusal) {
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

    private List<JsonNode> entries() throws IOException {
        return Files.readAllLines(file()).stream().map(Json::read).toList();
    }

    @Test
    void whatHappensIsWrittenWithoutPayloads() throws IOException {
        try (EndpointAudit audit = EndpointAudit.open(file(), CLOCK)) {
            audit.note(new AuditEvent.Began("e-1", "first", "alice", "login1", "0.1.0"));
            audit.note(attempt(List.of("/data/a.h5"), Optional.empty()));
            audit.note(
                    attempt(
                            List.of(),
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
                                    "node-1")));
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
                                    "")));
            audit.note(new AuditEvent.OfBlock("b1", "4711", 3, "asked for"));
        }
        List<JsonNode> entries = entries();
        assertThat(entries)
                .extracting(entry -> entry.path("verdict").asText())
                .containsExactly("allowed", "allowed", "refused", "done", "failed", "asked for");
        assertThat(entries.get(1).path("at").asText()).isEqualTo("2026-11-21T03:00:00.123Z");
        assertThat(entries.get(1).path("user").asText()).isEqualTo("grace");
        assertThat(entries.get(1).path("paths").get(0).asText()).isEqualTo("/data/a.h5");
        assertThat(entries.get(2).path("code").asText()).isEqualTo("FUNCTION_NOT_ALLOWED");
        assertThat(entries.get(3).path("attempt").asInt()).isEqualTo(3);
        assertThat(entries.get(3).path("ran_ms").asLong()).isEqualTo(5);
        assertThat(entries.get(4).path("code").asText()).isEqualTo("OUT_OF_MEMORY");
        assertThat(Files.readString(file())).doesNotContain("secret");
        assertThat(ChainCheck.ofFiles(AuditFile.all(file())))
                .isInstanceOf(ChainCheck.Verdict.Whole.class);
    }

    @Test
    void namesThatOthersSendDoNotFillTheDisk() throws IOException {
        String endless = "x".repeat(100_000);
        try (EndpointAudit audit = EndpointAudit.open(file(), CLOCK)) {
            audit.note(
                    new Attempt(
                            Attempt.What.USER_ENDPOINT,
                            endless,
                            endless,
                            endless,
                            endless,
                            endless,
                            endless,
                            Collections.nCopies(5000, endless),
                            Optional.empty()));
        }
        assertThat(Files.size(file())).isLessThan(110_000);
        assertThat(entries().getFirst().path("paths")).hasSize(100);
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

package org.beamlet.cloud.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.beamlet.cloud.peer.TestStores;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.audit.ChainCheck;
import org.beamlet.protocol.audit.ChainReport;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditChainTest {
    private static final Instant NOW = Instant.parse("2026-11-21T03:00:00.123456789Z");

    @TempDir private Path folder;
    private Store store;
    private AuditTable table;

    @BeforeEach
    void open() {
        store = TestStores.open(folder.resolve("store"));
        table = new AuditTable(store, Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofDays(10));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static AuditEntry entry(int number) {
        return entry(number, NOW);
    }

    private static AuditEntry entry(int number, Instant at) {
        return new AuditEntry(
                at.toString(),
                "grace \0 \u00e9 \ud83d\ude80" + "x".repeat(number == 7 ? 400 : 0),
                number % 2 == 0 ? null : UUID.randomUUID().toString(),
                "127.0.0.1",
                "POST /v3/functions",
                "function=" + number,
                number % 3 == 0 ? "refused" : "allowed",
                number % 3 == 0 ? "FUNCTION_ACCESS_FORBIDDEN" : null,
                UUID.randomUUID().toString());
    }

    private void fill(int count) {
        for (int i = 0; i < count; i += 4) {
            table.add(List.of(entry(i), entry(i + 1), entry(i + 2), entry(i + 3)));
        }
    }

    private void change(String sql) {
        int rows = store.<Integer>transaction(handle -> handle.createUpdate(sql).execute());
        assertThat(rows).isPositive();
    }

    @Test
    void whatIsReadIsWhatWasHashed() {
        assertThat(AuditVerification.of(table))
                .isEqualTo(new ChainReport(true, 0, 1L, 0L, "0".repeat(64), null));
        fill(12);
        ChainReport found = AuditVerification.of(table);
        assertThat(found.whole()).as(found.fault()).isTrue();
        assertThat(found.entries()).isEqualTo(12);
        assertThat(found.lastSeq()).isEqualTo(12);
        ChainCheck lines = new ChainCheck();
        table.since(Instant.EPOCH, Optional.empty(), 100)
                .forEach(line -> lines.next(Json.read(Json.write(line)), "a line"));
        assertThat(lines.verdict()).isInstanceOf(ChainCheck.Verdict.Whole.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DELETE FROM audit WHERE chain_seq = 5 | entry 5 is missing before the entry of",
                "DELETE FROM audit WHERE chain_seq = 1 | entry 1 is missing before the entry of",
                "DELETE FROM audit WHERE chain_seq > 9 | entries 10 to 12 are missing at the end",
                "DELETE FROM audit | entries 1 to 12 are missing at the end",
                "UPDATE audit SET verdict = 'allowed' WHERE chain_seq = 4 | entry 4 (the entry of",
                "UPDATE audit SET at_ms = at_ms + 1 WHERE chain_seq = 4 | was changed",
                "UPDATE audit SET hash = previous WHERE chain_seq = 12 | was changed",
            })
    void whatIsChangedOrTakenAwayIsNoticed(String sql, String words) {
        fill(12);
        change(sql);
        ChainReport found = AuditVerification.of(table);
        assertThat(found.whole()).isFalse();
        assertThat(found.fault()).contains(words);
        assertThat(found.text()).startsWith("NOT WHOLE: ").contains("compare with a copy");
    }

    @Test
    void whatIsOldIsForgottenAndTheRestIsWhole() {
        Instant old = NOW.minus(Duration.ofDays(11));
        table.add(List.of(entry(1, old), entry(2, old), entry(3), entry(4)));
        assertThat(table.prune()).hasValueSatisfying(last -> assertThat(last.seq()).isEqualTo(2));
        assertThat(table.prune()).isEmpty();
        ChainReport found = AuditVerification.of(table);
        assertThat(found.whole()).as(found.fault()).isTrue();
        assertThat(found.firstSeq()).isEqualTo(3);
        assertThat(found.entries()).isEqualTo(2);
        change("DELETE FROM audit WHERE chain_seq = 3");
        assertThat(AuditVerification.of(table).fault()).contains("entry 3 is missing");
    }

    @Test
    void entriesFromBeforeTheChainAreShownAndForgotten() {
        change(
                """
                INSERT INTO audit (at_ms, user_name, client, action, object, verdict, request_id)
                VALUES (0, 'old', '', 'POST', '', 'allowed', '')\
                """);
        fill(4);
        assertThat(table.since(Instant.EPOCH, Optional.empty(), 100).getFirst().has("hash"))
                .isFalse();
        assertThat(AuditVerification.of(table).whole()).isTrue();
        table.prune();
        assertThat(table.since(Instant.EPOCH, Optional.empty(), 100)).hasSize(4);
    }

    @Test
    void entriesGoToTheFileAndToSyslogAsTheyAreKept() throws IOException {
        Path file = folder.resolve("audit.jsonl");
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(10_000);
            try (AuditLog log =
                    new AuditLog(
                            store,
                            Clock.systemUTC(),
                            Optional.of(file),
                            Optional.of("udp://127.0.0.1:" + server.getLocalPort()),
                            Duration.ofDays(1))) {
                log.now(entry(3));
                log.now(entry(4));
            }
            DatagramPacket packet = new DatagramPacket(new byte[9000], 9000);
            server.receive(packet);
            String sent =
                    new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
            // Facility 13 (log audit) at warning: 13 * 8 + 4.
            assertThat(sent)
                    .startsWith("<108>1 ")
                    .contains("beamlet-cloud", "\"verdict\":\"refused\"", "\"seq\":1");
        }
        ChainReport found = ChainReport.of(ChainCheck.ofFiles(List.of(file)));
        assertThat(found.whole()).as(found.fault()).isTrue();
        assertThat(found.entries()).isEqualTo(2);
        assertThat(found.lastHash()).isEqualTo(AuditVerification.of(table).lastHash());
    }
}

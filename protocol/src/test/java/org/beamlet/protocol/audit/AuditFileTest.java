package org.beamlet.protocol.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.beamlet.protocol.audit.ChainCheck.Verdict;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditFileTest {
    @TempDir private Path folder;

    private Path file() {
        return folder.resolve("audit.jsonl");
    }

    private static ObjectNode said(int number) {
        return Json.NODES
                .objectNode()
                .put("user", "grace")
                .put("action", "run " + number)
                .put("verdict", "allowed");
    }

    private List<String> write(int from, int to) throws IOException {
        try (AuditFile out = AuditFile.open(file())) {
            for (int i = from; i < to; i++) {
                out.append(List.of(said(i)));
            }
        }
        return Files.readAllLines(file());
    }

    private Verdict check() {
        return ChainCheck.ofFiles(AuditFile.all(file()));
    }

    private Verdict check(List<String> lines) throws IOException {
        Files.write(file(), lines);
        return check();
    }

    @Test
    void aChainGoesOnWhereItWasLeft() throws IOException {
        write(0, 3);
        List<String> lines = write(3, 5);
        assertThat(lines).hasSize(5);
        assertThat(check())
                .isInstanceOfSatisfying(
                        Verdict.Whole.class,
                        whole -> {
                            assertThat(whole.entries()).isEqualTo(5);
                            assertThat(whole.before()).isEqualTo(ChainHead.START);
                            assertThat(whole.last().seq()).isEqualTo(5);
                        });
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    /** Anybody can compute it: SHA-256 of the sorted entry without its hash. */
    @Test
    void theHashIsWhatTheDocumentationSays() throws Exception {
        String line = write(0, 1).getFirst();
        String bare =
                "{\"action\":\"run 0\",\"previous\":\"%s\",\"seq\":1,\"user\":\"grace\",\"verdict\":\"allowed\"}"
                        .formatted("0".repeat(64));
        String hash =
                HexFormat.of()
                        .formatHex(
                                MessageDigest.getInstance("SHA-256")
                                        .digest(bare.getBytes(StandardCharsets.UTF_8)));
        assertThat(Json.read(line).path("hash").asText()).isEqualTo(hash);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void aLineThatIsGoneIsNoticed(int gone) throws IOException {
        List<String> lines = new ArrayList<>(write(0, 10));
        lines.remove(gone);
        assertThat(check(lines))
                .isEqualTo(
                        new Verdict.Broken(
                                gone,
                                "entry %d is missing before line %d of '%s'"
                                        .formatted(gone + 1, gone + 1, file())));
    }

    @Test
    void theFirstAndTheLastAreNoticedByWhoKnowsThem() throws IOException {
        List<String> lines = write(0, 4);
        ChainHead end = ((Verdict.Whole) check()).last();
        assertThat(((Verdict.Whole) check(lines.subList(1, 4))).before().seq()).isEqualTo(1);
        ChainCheck fromStart = new ChainCheck().startsAfter(ChainHead.START);
        fromStart.next(Json.read(lines.get(1)), "line 1");
        assertThat(fromStart.verdict())
                .isEqualTo(new Verdict.Broken(0, "entry 1 is missing before line 1"));
        ChainCheck toEnd = new ChainCheck();
        lines.subList(0, 3).forEach(line -> toEnd.next(Json.read(line), "a line"));
        toEnd.endsAt(end);
        assertThat(toEnd.verdict())
                .isEqualTo(new Verdict.Broken(3, "entries 4 to 4 are missing at the end"));
    }

    @Test
    void changesAreNoticed() throws IOException {
        List<String> lines = write(0, 6);
        List<String> changed = new ArrayList<>(lines);
        changed.set(2, lines.get(2).replace("grace", "frank"));
        assertThat(check(changed).toString()).contains("entry 3 (line 3", "was changed");
        List<String> swapped = new ArrayList<>(lines);
        Collections.swap(swapped, 2, 3);
        assertThat(check(swapped).toString()).contains("entry 3 is missing before line 3");
        List<String> twice = new ArrayList<>(lines);
        twice.add(2, lines.get(1));
        assertThat(check(twice).toString()).contains("is entry 2 and comes after entry 2");
        // Someone who computes hashes anew has to do so for all that follow.
        ObjectNode forged = (ObjectNode) Json.read(lines.get(2).replace("grace", "frank"));
        ChainHead second = new ChainHead(2, Json.read(lines.get(1)).path("hash").asText());
        List<String> replaced = new ArrayList<>(lines);
        replaced.set(2, ChainedEntry.after(second, forged).line().strip());
        assertThat(check(replaced).toString()).contains("entry 4 (line 4", "another entry 3");
        List<String> strange = new ArrayList<>(lines);
        strange.set(0, "not JSON");
        assertThat(check(strange).toString()).contains("line 1", "is no entry of a chain");
    }

    @Test
    void aLineThatACrashCutIsTakenAwayAndToldOf() throws IOException {
        List<String> lines = write(0, 2);
        Files.writeString(file(), lines.getFirst().substring(0, 20), StandardOpenOption.APPEND);
        AuditFile.open(file()).close();
        List<String> now = Files.readAllLines(file());
        assertThat(now).hasSize(3);
        assertThat(now.get(2)).contains("20 bytes of a line", "repaired");
        assertThat(check()).isInstanceOf(Verdict.Whole.class);
    }

    @Test
    void aFileThatWasTamperedWithAtItsEndIsNotGoneOnWith() throws IOException {
        List<String> lines = new ArrayList<>(write(0, 2));
        lines.set(1, lines.get(1).replace("allowed", "refused"));
        Files.write(file(), lines);
        assertThatThrownBy(() -> AuditFile.open(file()))
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining("entry 2 (the last line) was changed")
                .hasMessageContaining("keep it under another name");
    }

    @Test
    void largeFilesAreTurnedAndTheChainGoesOnThroughThem() throws IOException {
        for (int round = 0; round < 2; round++) {
            try (AuditFile out = AuditFile.open(file(), 1000)) {
                for (int i = 0; i < 10; i++) {
                    out.append(List.of(said(i), said(i)));
                }
            }
        }
        List<Path> files = AuditFile.all(file());
        assertThat(files).hasSizeGreaterThan(4).endsWith(file());
        assertThat(((Verdict.Whole) check()).entries()).isEqualTo(40);
        Files.delete(files.get(1));
        assertThat(check()).isInstanceOf(Verdict.Broken.class);
        // Where the current one is new, the chain goes on from the newest of the others.
        Files.delete(file());
        try (AuditFile out = AuditFile.open(file(), 1000)) {
            String newest = String.valueOf(files.get(files.size() - 2).getFileName());
            assertThat(newest).contains("%020d".formatted(out.head().seq()));
        }
    }

    @Test
    void linksAreRefused() throws IOException {
        Path elsewhere = Files.createFile(folder.resolve("elsewhere.jsonl"));
        Files.createSymbolicLink(file(), elsewhere);
        assertThatThrownBy(() -> AuditFile.open(file()))
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining("cannot be written");
    }
}

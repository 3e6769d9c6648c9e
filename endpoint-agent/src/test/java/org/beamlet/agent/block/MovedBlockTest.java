package org.beamlet.agent.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A block whose agent goes on on another login node. */
class MovedBlockTest {
    @TempDir Path folder;

    @Test
    void itsFileSaysWhereTheAgentIsByNowAndNothingElseChanges() throws IOException {
        Block block = new Block("block-1", folder, "s");
        Files.writeString(
                block.file(),
                "{\"block_id\": \"block-1\", \"agents\": [\"login07:1\"], \"secret\": \"s\"}");
        FileTime made = FileTime.from(Instant.parse("2026-01-02T03:04:05Z"));
        Files.setLastModifiedTime(block.file(), made);

        block.tellAgent("login08:2");
        block.tellAgent("login08:2");

        assertThat(Json.read(Files.readString(block.file())))
                .isEqualTo(
                        Json.read(
                                "{\"block_id\": \"block-1\", \"agents\": [\"login08:2\", \"login07:1\"],"
                                        + " \"secret\": \"s\"}"));
        assertThat(block.made()).contains(made.toInstant());
    }
}

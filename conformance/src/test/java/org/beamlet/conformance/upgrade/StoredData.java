package org.beamlet.conformance.upgrade;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;

/**
 * What an earlier version left in {@code BEAMLET_HOME} when service and agent were killed, and what
 * it had promised: tasks that were over, that its agent had accepted, and that were queued.
 */
record StoredData(JsonNode promised) {
    static StoredData unpack(String name, Path home) throws IOException {
        InputStream resource = StoredData.class.getResourceAsStream("/upgrade/" + name + ".zip");
        try (ZipInputStream zip = new ZipInputStream(Objects.requireNonNull(resource, name))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = home.resolve(entry.getName());
                Files.createDirectories(Objects.requireNonNull(file.getParent()));
                Files.copy(zip, file);
            }
        }
        return new StoredData(Json.read(Files.readString(home.resolve("expected.json"))));
    }

    String text(String key) {
        return promised.path(key).asText();
    }

    List<TaskId> tasks(String key) {
        List<TaskId> ids = new ArrayList<>();
        promised.path(key).forEach(id -> ids.add(TaskId.parse(id.asText())));
        return ids;
    }
}

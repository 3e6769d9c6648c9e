package org.beamlet.conformance.users;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.beamlet.protocol.json.Json;

/** The entries of an audit. */
record Trail(List<JsonNode> entries) {
    static Trail of(String lines) {
        return new Trail(lines.lines().map(Json::read).toList());
    }

    /** {@return those with all of these words in these fields} */
    Trail with(Map<String, String> words) {
        return new Trail(
                entries.stream()
                        .filter(entry ->
                                words.entrySet().stream()
                                        .allMatch(word ->
                                                entry.path(word.getKey())
                                                        .asText()
                                                        .contains(word.getValue())))
                        .toList());
    }

    Trail of(String action, String user) {
        return with(Map.of("action", action, "user", user));
    }

    /** {@return what the audit has of a task: that it was judged, and how it ended} */
    Trail ofTask(String id) {
        return with(Map.of("task", id));
    }

    /** {@return the one entry that there must be} */
    JsonNode only() {
        assertThat(entries).hasSize(1);
        return entries.getFirst();
    }

    /** {@return the text of a field in each} */
    List<String> texts(String field) {
        return entries.stream().map(entry -> entry.path(field).asText()).toList();
    }

    /** Says that each entry has something in each of these fields. */
    void say(String... fields) {
        assertThat(entries).isNotEmpty();
        assertThat(entries)
                .allSatisfy(entry ->
                        assertThat(Stream.of(fields))
                                .allSatisfy(field ->
                                        assertThat(entry.path(field).asText())
                                                .as("%s of %s", field, entry)
                                                .isNotBlank()));
    }
}

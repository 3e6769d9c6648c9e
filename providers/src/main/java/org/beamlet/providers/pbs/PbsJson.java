package org.beamlet.providers.pbs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what {@code qstat -f -F json} prints.
 *
 * <p>PBS copies values such as those of {@code Variable_List} as they are: with a quote or a
 * backslash in the environment of whoever submitted, what it prints is no JSON any more.
 */
final class PbsJson {
    private static final JsonMapper LENIENT =
            JsonMapper.builder()
                    .enable(
                            JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS,
                            JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER,
                            JsonReadFeature.ALLOW_TRAILING_COMMA,
                            JsonReadFeature.ALLOW_MISSING_VALUES,
                            JsonReadFeature.ALLOW_LEADING_ZEROS_FOR_NUMBERS,
                            JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private PbsJson() {}

    /** {@return all jobs of the answer; empty if it is none, or none to its end} */
    static Optional<List<PbsJob>> jobs(String stdout) {
        int start = stdout.indexOf('{');
        if (start < 0) {
            return Optional.empty();
        }
        String text = stdout.substring(start);
        try {
            JsonNode answer = LENIENT.readTree(text);
            return answer.has("pbs_version") || answer.has("Jobs")
                    ? Optional.of(jobs(answer.path("Jobs")))
                    : Optional.empty();
        } catch (JsonProcessingException _) {
            return PbsJsonLines.jobs(text);
        }
    }

    private static List<PbsJob> jobs(JsonNode all) {
        List<PbsJob> jobs = new ArrayList<>();
        for (Map.Entry<String, JsonNode> job : all.properties()) {
            Map<String, String> attributes = new LinkedHashMap<>();
            gather(job.getValue(), "", attributes);
            jobs.add(new PbsJob(job.getKey(), attributes));
        }
        return jobs;
    }

    private static void gather(JsonNode group, String name, Map<String, String> attributes) {
        for (Map.Entry<String, JsonNode> one : group.properties()) {
            if (one.getValue().isObject()) {
                gather(one.getValue(), name + one.getKey() + ".", attributes);
            } else {
                attributes.put(name + one.getKey(), one.getValue().asText());
            }
        }
    }
}

package org.beamlet.agent.block;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.beamlet.agent.home.PrivateFiles;
import org.beamlet.agent.log.Masked;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.json.Json;
import org.beamlet.providers.JobId;
import org.beamlet.providers.JobState;
import org.beamlet.providers.JobStatus;

/**
 * A block and its folder, in which everything is that a restarted agent must know.
 *
 * @param id the block's name and the folder's
 * @param secret with which its node managers enrol
 */
record Block(String id, Path folder, String secret) {
    private static final int TAIL = 2000;

    /** What the node managers read. */
    Path file() {
        return folder.resolve("block.json");
    }

    /** Exists once the block is over. */
    private Path end() {
        return folder.resolve("ended");
    }

    private Path job() {
        return folder.resolve("job.json");
    }

    /** Exists once the job was seen to run. */
    private Path begin() {
        return folder.resolve("begun");
    }

    private Path enrolments() {
        return folder.resolve("enrolled");
    }

    /** {@return the block of a folder, if it has not ended} */
    static Optional<Block> open(Path folder) throws IOException {
        Block block = new Block(folder.getFileName().toString(), folder, "");
        if (Files.exists(block.end()) || !Files.exists(block.file())) {
            return Optional.empty();
        }
        JsonNode told = Json.read(Files.readString(block.file()));
        return Optional.of(new Block(block.id, folder, told.path("secret").asText("")));
    }

    /** Tells node managers that come back where the agent is by now. */
    void tellAgent(String address) throws IOException {
        ObjectNode told = (ObjectNode) Json.read(Files.readString(file()));
        String first = told.path("agents").path(0).asText("");
        if (first.equals(address)) {
            return;
        }
        var agents = told.putArray("agents").add(address);
        if (!first.isEmpty()) {
            agents.add(first);
        }
        FileTime made = Files.getLastModifiedTime(file());
        PrivateFiles.write(file(), Json.write(told) + "\n");
        Files.setLastModifiedTime(file(), made);
    }

    Optional<JobId> jobId() throws IOException {
        if (!Files.exists(job())) {
            return Optional.empty();
        }
        String id = Json.read(Files.readString(job())).path("job_id").asText("");
        return id.isEmpty() ? Optional.empty() : Optional.of(new JobId(id));
    }

    void keep(JobId id) throws IOException {
        ObjectNode kept = Json.NODES.objectNode().put("job_id", id.value());
        PrivateFiles.write(job(), Json.write(kept) + "\n");
    }

    Set<String> enrolled() throws IOException {
        return Files.exists(enrolments())
                ? new HashSet<>(Files.readAllLines(enrolments()))
                : new HashSet<>();
    }

    void enrol(String line) throws IOException {
        Files.writeString(
                enrolments(), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Leaves the logs and takes the secret away; forgotten, it would be found out again. */
    void end(String how) throws IOException {
        PrivateFiles.note(end(), how + "\n");
        Files.deleteIfExists(file());
    }

    void markBegun() throws IOException {
        if (!Files.exists(begin())) {
            PrivateFiles.note(begin(), "");
        }
    }

    /** {@return when the job was first seen to run} */
    Optional<Instant> begun() {
        return written(begin());
    }

    /** {@return when the block was asked for} */
    Optional<Instant> made() {
        return written(file());
    }

    /** {@return for how long the job may run, where its node managers were told} */
    Optional<Duration> walltime() {
        try {
            double seconds = Json.read(Files.readString(file())).path("walltime").asDouble(0);
            return seconds > 0
                    ? Optional.of(Duration.ofMillis(Math.round(1000 * seconds)))
                    : Optional.empty();
        } catch (IOException | BeamletException _) {
            return Optional.empty();
        }
    }

    /** Whoever takes the block over counts it there. */
    void keepQueue(String name) throws IOException {
        if (!name.isEmpty()) {
            PrivateFiles.note(folder.resolve("queue"), name + "\n");
        }
    }

    /** {@return the queue that it was asked of; empty where that has no name} */
    String queue() {
        try {
            return Files.readString(folder.resolve("queue")).strip();
        } catch (IOException _) {
            return "";
        }
    }

    private static Optional<Instant> written(Path file) {
        try {
            return Optional.of(Files.getLastModifiedTime(file).toInstant());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /**
     * {@return what is known of the job's end} A batch system that has forgotten a job says nothing
     * of it; the script has left its exit status, unless it was killed.
     */
    JobStatus refined(JobStatus said) {
        JobStatus known = said.state() == JobState.MISSING ? left(said) : said;
        return InitTrouble.of(folder, id)
                .filter(trouble -> !trouble.how().equals(WorkerInit.DONE))
                .map(trouble -> trouble.told(known, logTail()))
                .orElse(known);
    }

    private JobStatus left(JobStatus said) {
        try {
            String text = Files.readString(folder.resolve(id + ".exit")).strip();
            return text.matches("\\d{1,3}") ? JobStatus.exited(Integer.parseInt(text)) : said;
        } catch (IOException _) {
            return said;
        }
    }

    /**
     * {@return the end of what the job wrote to stderr, and to stdout where that is empty} Errors
     * of tasks quote it, whoever submitted them.
     */
    String logTail() {
        String stderr = tail(folder.resolve(id + ".stderr"));
        return new Masked(List.of())
                .text(stderr.isBlank() ? tail(folder.resolve(id + ".stdout")) : stderr);
    }

    /** However much there is, little is read. */
    private static String tail(Path file) {
        try (SeekableByteChannel from = Files.newByteChannel(file)) {
            from.position(Math.max(0, from.size() - TAIL));
            ByteBuffer bytes = ByteBuffer.allocate(TAIL);
            while (bytes.hasRemaining() && from.read(bytes) >= 0) {}
            return StandardCharsets.UTF_8.decode(bytes.flip()).toString().strip();
        } catch (IOException _) {
            return "";
        }
    }
}

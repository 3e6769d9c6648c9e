package org.beamlet.catalog.diagnostics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.catalog.FunctionCall;
import org.beamlet.catalog.FunctionSchema;
import org.beamlet.catalog.output.OutputFailure;
import org.beamlet.protocol.json.Json;

/**
 * Adds one line to a file: the lines are how often it ran.
 *
 * <p>It is not idempotent, so a task that is lost with its worker must not simply run again.
 */
public final class Append implements CatalogFunction {
    /** File locks hold between processes only; within this one, this does. */
    private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock();

    @Override
    public String name() {
        return "diagnostics.append";
    }

    @Override
    public String version() {
        return "1.0.0";
    }

    @Override
    public String description() {
        return "Adds a line to a file, once; shows that a lost task is not run twice";
    }

    @Override
    public JsonNode schema() {
        return FunctionSchema.beside(Append.class, "append.schema.json");
    }

    @Override
    public boolean idempotent() {
        return false;
    }

    @Override
    public ObjectNode run(FunctionCall call) {
        JsonNode arguments = call.arguments();
        Path file = Path.of(arguments.path("path").asText()).toAbsolutePath().normalize();
        Nap.take(arguments.path("seconds").asDouble(0), call.progress());
        append(file, arguments.path("text").asText() + "\n");
        ObjectNode result = Json.NODES.objectNode();
        result.put("result_file", file.toString());
        result.putArray("files").add(file.toString());
        return result;
    }

    private static void append(Path file, String line) {
        ONE_AT_A_TIME.lock();
        try (FileChannel channel =
                        FileChannel.open(
                                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
            long end = channel.size();
            while (bytes.hasRemaining()) {
                end += channel.write(bytes, end);
            }
            channel.force(true);
        } catch (IOException e) {
            throw OutputFailure.of(file, e);
        } finally {
            ONE_AT_A_TIME.unlock();
        }
    }
}

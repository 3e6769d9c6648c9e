package org.beamlet.worker.functions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.catalog.FunctionCall;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.beamlet.worker.topology.CpuList;
import org.beamlet.worker.topology.NodeTopology;

/** Does what its argument {@code how} says. */
public final class Misbehave implements CatalogFunction {
    @Override
    public String name() {
        return "test.misbehave";
    }

    @Override
    public String version() {
        return "1.0.0";
    }

    @Override
    public String description() {
        return "Misbehaves as told";
    }

    @Override
    public JsonNode schema() {
        return Json.read(
                """
                {"type": "object",
                 "properties": {
                   "how": {"type": "string", "description": "what to do"},
                   "characters": {"type": "integer", "description": "of a text"},
                   "file": {"type": "string", "description": "where to write or what to wait for"}},
                 "required": ["how"],
                 "additionalProperties": false}
                """);
    }

    @Override
    public ObjectNode run(FunctionCall call) {
        String how = call.arguments().path("how").asText();
        ObjectNode result = Json.NODES.objectNode();
        result.putNull("result_file");
        result.putArray("files");
        result.put("how", how);
        switch (how) {
            case "behave" -> {}
            case "devices" -> result.put("devices", System.getenv("CUDA_VISIBLE_DEVICES"));
            case "cpus" ->
                    result.put("cpus", CpuList.text(NodeTopology.ofThisNode().allowed()))
                            .put("processors", Runtime.getRuntime().availableProcessors())
                            .put("threads", System.getenv("OMP_NUM_THREADS"))
                            .put("cores", System.getenv("BEAMLET_CORES"));
            case "tell" -> result.put("prefix", System.getProperty("PARSL_MPI_PREFIX", "none"));
            case "refuse" ->
                    throw new BeamletException(
                            ErrorCode.INPUT_NOT_FOUND, "/data/x.h5 is not there", "name a file");
            case "throw" -> throw new IllegalStateException("the pickled Serializer of dill broke");
            case "overflow" -> result.put("depth", depth(0));
            case "memory" -> throw new OutOfMemoryError("Cannot reserve 8 bytes of direct memory");
            case "linkage" -> throw new NoClassDefFoundError("no/such/Library");
            case "heap" -> fill();
            case "large" -> result.put("text", "x".repeat(10 * 1024 * 1024));
            case "text" -> result.put("text", text(call.arguments().path("characters").asInt()));
            case "noise" -> noise();
            case "avalanche" -> avalanche();
            case "forever" -> hang();
            case "system-exit" -> System.exit(3);
            case "deadlock" -> deadlock();
            case "flood" -> flood();
            case "spawn" -> spawn();
            case "exit" -> Runtime.getRuntime().halt(42);
            case "wait" -> await(Path.of(call.arguments().path("file").asText()));
            case "orphan" -> orphan(Path.of(call.arguments().path("file").asText()));
            case "progress" -> progress(call);
            case "partials" -> partials(call);
            case "partial-large" ->
                    call.progress().partial(Json.NODES.objectNode().put("a", "x".repeat(70_003)));
            case "partial-list" -> call.progress().partial(Json.NODES.arrayNode());
            default -> throw new IllegalArgumentException(how);
        }
        return result;
    }

    /** Numbers in their order, so that no two parts of it are the same. */
    private static String text(int characters) {
        StringBuilder text = new StringBuilder(characters + 16);
        for (int i = 0; text.length() < characters; i++) {
            text.append(i).append(' ');
        }
        return text.toString();
    }

    private static int depth(int depth) {
        return depth < 0 ? depth : depth(depth + 1) + 1;
    }

    private static void fill() {
        // Each holds all before it: nothing can be freed.
        Object[] chain = new Object[1 << 18];
        while (true) {
            Object[] next = new Object[1 << 18];
            next[0] = chain;
            chain = next;
        }
    }

    /** Prints by all ways there are, then reads what is not for it. */
    @SuppressWarnings("SystemOut")
    private static void noise() {
        System.out.println("a greeting on System.out");
        try (FileOutputStream raw = new FileOutputStream(FileDescriptor.out)) {
            raw.write("a greeting on descriptor 1\n".getBytes(StandardCharsets.UTF_8));
            if (System.in.read() != -1) {
                throw new IllegalStateException("System.in is not empty");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Prints more than anybody wants to read, and then one line. */
    @SuppressWarnings("SystemOut")
    private static void avalanche() {
        String line = "snow ".repeat(200);
        for (int i = 0; i < 8000; i++) {
            System.out.println(line);
        }
        System.out.println("the end");
    }

    @SuppressWarnings("SystemOut")
    private static void flood() {
        while (true) {
            System.out.println("flood ".repeat(1000));
        }
    }

    /** Two threads that take two locks, each the other one first. */
    @SuppressWarnings("LockNotBeforeTry")
    private static void deadlock() {
        Lock first = new ReentrantLock();
        Lock second = new ReentrantLock();
        CountDownLatch both = new CountDownLatch(2);
        Thread other = Thread.ofPlatform().name("other").start(() -> take(second, first, both));
        take(first, second, both);
        try {
            other.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("LockNotBeforeTry")
    private static void take(Lock one, Lock two, CountDownLatch both) {
        one.lock();
        both.countDown();
        try {
            both.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        two.lock();
    }

    private void spawn() {
        try {
            for (int i = 0; i < 20; i++) {
                new ProcessBuilder("sleep", "600").start();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        hang();
    }

    private static void await(Path file) {
        while (!Files.exists(file)) {
            LockSupport.parkNanos(10_000_000);
        }
    }

    /** Leaves a child behind, its pid in the file, and hangs. */
    private void orphan(Path file) {
        try {
            Process child = new ProcessBuilder("sleep", "600").start();
            Path whole = Files.writeString(file.resolveSibling("pid.part"), "" + child.pid());
            Files.move(whole, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        hang();
    }

    /** Parking alone may return at any time. */
    private void hang() {
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.park(this);
        }
    }

    /** Tells partial results quickly, the last of which is the one to be heard of. */
    private static void partials(FunctionCall call) {
        for (int step = 1; step <= 500; step++) {
            call.progress().partial(Json.NODES.objectNode().put("step", step));
        }
    }

    private static void progress(FunctionCall call) {
        for (int step = 0; step < 1000; step++) {
            call.progress().at(step / 1000.0, "step " + step);
        }
    }
}

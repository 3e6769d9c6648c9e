package org.beamlet.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.BeamletExecutor;
import org.beamlet.client.TaskListener;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.json.Json;

/** Tasks for an endpoint that has no block, and again once it has given its blocks back. */
public final class ElasticRounds {
    private static final FunctionId SLEEP = CatalogFunctionId.of("diagnostics.sleep", "1.0.0");

    private ElasticRounds() {}

    /**
     * Takes the endpoint's id, and the numbers of rounds, tasks and seconds of a task; URL and
     * token come from BEAMLET_URL and BEAMLET_TOKEN, Slurm from SLURM_CONF.
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        URI service = URI.create(System.getenv("BEAMLET_URL"));
        int rounds = Integer.parseInt(arguments[1]);
        int tasks = Integer.parseInt(arguments[2]);
        ObjectNode nap = Json.NODES.objectNode().put("seconds", Double.parseDouble(arguments[3]));
        List<Double> seconds = new ArrayList<>();
        try (BeamletClient client = new BeamletClient(service, System.getenv("BEAMLET_TOKEN"));
                BeamletExecutor executor =
                        new BeamletExecutor(client, EndpointId.parse(arguments[0]))) {
            for (int round = 0; round < rounds; round++) {
                awaitNoJob();
                long begin = System.nanoTime();
                List<CompletableFuture<?>> futures = new ArrayList<>();
                for (int task = 0; task < tasks; task++) {
                    futures.add(executor.submit(SLEEP, nap, TaskListener.NONE));
                }
                futures.forEach(CompletableFuture::join);
                seconds.add((System.nanoTime() - begin) / 1e9);
            }
            awaitNoJob();
        }
        ObjectNode told = Json.NODES.objectNode();
        told.set("rounds_s", Json.mapper().valueToTree(seconds));
        System.out.println(Json.write(told));
    }

    static void awaitNoJob() throws IOException, InterruptedException {
        while (!jobs().isBlank()) {
            TimeUnit.MILLISECONDS.sleep(200);
        }
        // Nodes are given back a moment after their jobs.
        TimeUnit.SECONDS.sleep(2);
    }

    private static String jobs() throws IOException, InterruptedException {
        Process squeue = new ProcessBuilder("squeue", "--noheader", "--me").start();
        String listed = new String(squeue.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (squeue.waitFor() != 0) {
            throw new IOException("squeue gives no answer");
        }
        return listed;
    }
}

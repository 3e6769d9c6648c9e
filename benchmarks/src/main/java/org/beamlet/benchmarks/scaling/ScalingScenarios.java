package org.beamlet.benchmarks.scaling;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.beamlet.protocol.json.Json;
import org.beamlet.testing.scaling.ClusterReport;
import org.beamlet.testing.scaling.ClusterSample;
import org.beamlet.testing.scaling.ClusterTrial;

/** Runs loads of several shapes, and prints what came of each as a line of JSON. */
public final class ScalingScenarios {
    private static final int NODES = 10_000;

    private ScalingScenarios() {}

    private record Scenario(String name, ClusterTrial trial, Duration end) {}

    public static void main(String[] args) {
        for (Scenario one : List.of(burst(), steady(), datasets(), ebb(false), ebb(true))) {
            if (args.length > 0 && !List.of(args).contains(one.name())) {
                continue;
            }
            long began = System.nanoTime();
            ClusterReport report = one.trial().run(one.end());
            System.out.println(
                    Json.write(told(one.name(), report, (System.nanoTime() - began) / 1e9)));
        }
    }

    private static ClusterTrial trial(String strategy, int nodesPerBlock, int max) {
        return trial(strategy, "Random", nodesPerBlock, max);
    }

    private static ClusterTrial trial(
            String strategy, String selector, int nodesPerBlock, int max) {
        return ClusterTrial.of(
                """
                engine:
                  type: GlobusComputeEngine
                  max_workers_per_node: 4
                  job_status_kwargs: {strategy: %s, max_idletime: 120}
                  manager_selector: %sManagerSelector
                  provider:
                    type: SlurmProvider
                    walltime: 01:00:00
                    nodes_per_block: %d
                    init_blocks: 0
                    min_blocks: 10
                    max_blocks: %d
                """
                        .formatted(strategy, selector, nodesPerBlock, max),
                NODES,
                11);
    }

    /** As large an order as fits, in blocks of one node. */
    private static Scenario burst() {
        ClusterTrial trial =
                trial("simple", 1, NODES)
                        .submit(minutes(1), 100_000, minutes(2), minutes(6))
                        .nodesFail(Duration.ofHours(500))
                        .isSilent(minutes(12), minutes(15));
        return new Scenario("burst", trial, minutes(35));
    }

    /** A hundred tasks a second, in blocks of eight, while all goes wrong that can. */
    private static Scenario steady() {
        ClusterTrial trial =
                trial("htex_auto_scale", 8, NODES / 8)
                        .walltime(minutes(30))
                        .refuses(0.02, 2000)
                        .holds(0.02, minutes(10))
                        .isUnclear(0.01)
                        .nodesFail(Duration.ofHours(300))
                        .preempts(120)
                        .drains(minutes(20), minutes(35), 6000)
                        .isSilent(minutes(10), minutes(13));
        for (int second = 0; second < 3000; second += 5) {
            trial.submit(Duration.ofSeconds(second), 500, minutes(1), minutes(3));
        }
        return new Scenario("steady", trial, minutes(65));
    }

    /** A dataset of 4000 tasks a minute. */
    private static Scenario datasets() {
        ClusterTrial trial =
                trial("simple", 8, NODES / 8)
                        .nodesFail(Duration.ofHours(500))
                        .preempts(30)
                        .refuses(0.02, 2000);
        for (int minute = 0; minute < 40; minute++) {
            trial.submit(minutes(minute), 4000, Duration.ofSeconds(20), Duration.ofSeconds(80));
        }
        return new Scenario("datasets", trial, minutes(50));
    }

    /**
     * The load of a day in an hour: up, down, nothing, and up again.
     *
     * @param newest whether tasks go to the newest blocks
     */
    private static Scenario ebb(boolean newest) {
        ClusterTrial trial =
                trial("htex_auto_scale", newest ? "BlockId" : "Random", 8, NODES / 8)
                        .nodesFail(Duration.ofHours(500));
        for (int second = 0; second < 4200; second += 10) {
            double tide = Math.sin(Math.PI * second / 1200);
            int tasks = (int) Math.round(800 * Math.max(0, tide));
            trial.submit(
                    Duration.ofSeconds(second),
                    tasks,
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(180));
        }
        return new Scenario(newest ? "ebb-newest" : "ebb", trial, minutes(80));
    }

    private static Duration minutes(long minutes) {
        return Duration.ofMinutes(minutes);
    }

    private static Map<String, Object> told(String name, ClusterReport report, double seconds) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("name", name);
        told.put("seconds", seconds);
        told.put("tasks", report.submitted());
        told.put("succeeded", report.succeeded());
        told.put("lost", report.lost());
        told.put("told_twice", report.toldTwice());
        told.put("most_jobs", report.mostJobs());
        told.put("most_nodes", report.mostNodes());
        told.put("short_s", report.longestShort().toSeconds());
        told.put("calls", Json.mapper().valueToTree(report.calls()));
        told.put("agent_cpu", Json.mapper().valueToTree(report.cost()));
        told.put("samples", report.samples().stream().map(ScalingScenarios::sample).toList());
        return told;
    }

    private static List<Number> sample(ClusterSample one) {
        return List.of(
                one.at().toSeconds(),
                one.wanted(),
                one.pending(),
                one.running(),
                one.busy(),
                one.waiting(),
                one.placed(),
                one.answering() ? 1 : 0);
    }
}

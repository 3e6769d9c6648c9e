package org.beamlet.worker.mpi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.task.MpiRequest;
import org.junit.jupiter.api.Test;

class NodePoolTest {
    private final NodePool<String> pool = new NodePool<>(List.of("n1", "n2", "n3", "n4"));
    private final Map<String, List<String>> running = new LinkedHashMap<>();

    private void take(String task, int nodes) {
        pool.take(task, nodes, given -> running.put(task, given));
    }

    private void end(String task) {
        pool.release(List.copyOf(running.remove(task)));
    }

    @Test
    void eachHasItsNodesForItself() {
        take("a", 2);
        take("b", 1);

        assertThat(running).containsEntry("a", List.of("n1", "n2"));
        assertThat(running).containsEntry("b", List.of("n3"));
    }

    @Test
    void aTaskWaitsUntilEnoughAreFree() {
        take("a", 3);
        take("b", 2);
        assertThat(running).containsOnlyKeys("a");

        end("a");

        assertThat(running).containsOnly(Map.entry("b", List.of("n1", "n2")));
    }

    @Test
    void whatFitsPassesWhatDoesNotButNotForEver() {
        take("long", 1);
        take("large", 4);
        List<String> passed = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String small = "small-" + i;
            take(small, 1);
            if (running.containsKey(small)) {
                passed.add(small);
                end(small);
            }
        }

        assertThat(passed).hasSize(NodePool.OVERTAKEN);
        end("long");
        assertThat(running).containsOnlyKeys("large");
        end("large");
        assertThat(running).as("those that waited behind it, in order").hasSize(4);
        assertThat(running).containsOnlyKeys("small-8", "small-9", "small-10", "small-11");
    }

    @Test
    void whoIsTakenOutHoldsNobodyUp() {
        take("a", 3);
        take("large", 4);
        for (int i = 0; i < NodePool.OVERTAKEN; i++) {
            take("small", 1);
            end("small");
        }
        take("last", 1);
        assertThat(running).doesNotContainKey("last");

        assertThat(pool.takeOut("large"::equals)).containsExactly("large");

        assertThat(running).containsOnlyKeys("a", "last");
        assertThat(pool.takeOut(_ -> true)).isEmpty();
    }

    @Test
    void nodesThatAreGivenBackAtOnceGoToTheNext() {
        take("a", 4);
        for (int i = 0; i < 3; i++) {
            pool.take("b", 4, pool::release);
        }
        take("c", 4);

        end("a");

        assertThat(running).containsOnlyKeys("c");
    }

    @Test
    void moreThanTheBlockHasAreRefused() {
        assertThatThrownBy(() -> take("a", 5))
                .isInstanceOf(BeamletException.class)
                .hasMessageContainingAll("num_nodes is 5", "has 4", "nodes_per_block");
    }

    @Test
    void thePrefixesNameTheNodesAndOneIsTheUsual() {
        MpiRequest asked = new MpiRequest(2, 3, 6, "--verbose");
        Map<String, String> prefixes = MpiPrefixes.of("srun", asked, List.of("n1", "n2"));

        assertThat(prefixes)
                .containsOnly(
                        Map.entry(
                                "PARSL_MPIEXEC_PREFIX",
                                "mpiexec -n 6 -ppn 3 -hosts n1,n2 --verbose"),
                        Map.entry(
                                "PARSL_SRUN_PREFIX",
                                "srun --ntasks 6 --ntasks-per-node 3 --nodelist n1,n2 --nodes 2"
                                        + " --verbose"),
                        Map.entry(
                                "PARSL_APRUN_PREFIX", "aprun -n 6 -N 3 -node-list n1,n2 --verbose"),
                        Map.entry("PARSL_MPI_PREFIX", prefixes.get("PARSL_SRUN_PREFIX")));
    }
}

package org.beamlet.worker.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.beamlet.node.wire.Cancel;
import org.beamlet.node.wire.FromManager;
import org.beamlet.node.wire.TaskFinished;
import org.beamlet.node.wire.ToManager;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.worker.functions.Eventually;
import org.beamlet.worker.functions.Tasks;
import org.beamlet.worker.task.WorkerTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A block of three nodes of Slurm, with an mpiexec that starts all ranks on this machine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TasksOverNodesIT {
    private static final String MPIEXEC =
            """
            #!/bin/bash
            here=$(dirname "$0")
            echo "$*" >> "$here/calls"
            ranks=1
            while [[ "$1" == -* ]]; do
                case "$1" in
                    -n) ranks=$2; shift 2 ;;
                    -ppn | -hosts) shift 2 ;;
                    *) shift ;;
                esac
            done
            trap 'echo "asked to end" >> "$here/ended"; exit 143' TERM
            for ((rank = 0; rank < ranks; rank++)); do
                PMI_RANK=$rank "$@" &
            done
            wait
            """;

    @TempDir private static Path folder;
    private FakeAgent agent;
    private ManagerProgram manager;
    private FakeAgent.Stream stream;

    @BeforeAll
    void start() throws Exception {
        agent = new FakeAgent(0);
        manager = new ManagerProgram(folder);
        manager.program("mpiexec", MPIEXEC);
        manager.variable("SLURM_JOB_NODELIST", "nid[01-03]");
        manager.start(agent.port(), 2, block -> block.put("mpi_launcher", "mpiexec"));
        stream = agent.nextStream();
    }

    @AfterAll
    void stop() {
        manager.close();
        agent.close();
    }

    /** As the SDK writes it down: a class by its name, and the fields of the object. */
    private static WorkerTask mpiFunction(String command) {
        String pickle =
                """
                \u0080\u0002cglobus_compute_sdk.sdk.mpi_function
                MPIFunction
                )\u0081(dS'cmd'
                S"%s"
                sS'stdout'
                NsS'stderr'
                NsS'walltime'
                NsS'snippet_lines'
                I100
                sS'return_dict'
                I01
                sb.\
                """
                        .formatted(command);
        String code =
                Base64.getMimeEncoder(76, new byte[] {'\n'})
                        .encodeToString(pickle.getBytes(StandardCharsets.ISO_8859_1));
        return Tasks.buffer(
                Payloads.pack("01\n" + code + "\n", "11\n[]", "11\n{}"),
                List.of("globus_compute_sdk.serialize.JSONData"));
    }

    private TaskFinished finished(WorkerTask task) throws InterruptedException {
        TaskFinished next = stream.next(FromManager.KindCase.FINISHED).getFinished();
        assertThat(next.getTaskId()).isEqualTo(task.taskId());
        return next;
    }

    private void cancel(WorkerTask task) {
        stream.send(
                ToManager.newBuilder()
                        .setCancel(Cancel.newBuilder().setTaskId(task.taskId()))
                        .build());
    }

    @Test
    void ranksRunOnTheTasksNodesAndItsWorkerForgetsThemAfterwards() throws Exception {
        WorkerTask over = mpiFunction("sh -c 'echo rank $PMI_RANK'");
        WorkerTask java = Tasks.misbehave("tell");
        WorkerTask large = Tasks.noop("too large");
        WorkerTask mistaken = Tasks.noop("mistaken");

        stream.placeOver(
                "{\"num_nodes\":2,\"ranks_per_node\":2,\"launcher_options\":\"-verbose\"}", over);

        assertThat(finished(over).getResult())
                .contains("rank 0", "rank 1", "rank 2", "rank 3", "\"returncode\": 0");
        assertThat(manager.notes("calls"))
                .contains("-n 4 -ppn 2 -hosts nid01,nid02 -verbose sh -c echo rank $PMI_RANK");
        stream.placeOver("{\"num_nodes\":3}", java);
        assertThat(finished(java).getResult())
                .contains("mpiexec -n 3 -ppn 1 -hosts nid01,nid02,nid03");
        stream.placeOver("{\"num_nodes\":4}", large);
        assertThat(finished(large).getFailure().getUserMessage())
                .contains("num_nodes is 4", "has 3");
        stream.placeOver("{\"nodes\":1}", mistaken);
        assertThat(finished(mistaken).getFailure().getCode()).isEqualTo("RESOURCES_INVALID");
    }

    @Test
    void aTaskWaitsForItsNodesAndACancelledOneGivesThemBackWithItsRanks() throws Exception {
        WorkerTask two = mpiFunction("sleep 600");
        WorkerTask three = Tasks.noop("three");
        WorkerTask unwanted = Tasks.noop("unwanted");
        stream.placeOver("{\"num_nodes\":2}", two);
        stream.next(FromManager.KindCase.STARTED);
        Eventually.await(
                "its ranks are started",
                () -> manager.notes("calls").stream().anyMatch(call -> call.endsWith("sleep 600")));

        stream.placeOver("{\"num_nodes\":3}", unwanted, three);
        cancel(unwanted);

        TaskFinished never = finished(unwanted);
        assertThat(never.getFailure().getCode()).isEqualTo("TASK_CANCELLED");
        assertThat(never.getStartedAtNs()).isEqualTo(never.getEndedAtNs());
        cancel(two);
        assertThat(finished(two).getFailure().getCode()).isEqualTo("TASK_CANCELLED");
        assertThat(finished(three).getResult()).contains("three");
        assertThat(manager.notes("ended")).containsExactly("asked to end");
    }
}

package org.beamlet.worker.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.beamlet.node.wire.Cancel;
import org.beamlet.node.wire.FromManager;
import org.beamlet.node.wire.TaskFinished;
import org.beamlet.node.wire.ToManager;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.worker.functions.Eventually;
import org.beamlet.worker.functions.Tasks;
import org.beamlet.worker.task.WorkerTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers in a docker that is played by a script: it has no container, but its environment. */
class ContainedWorkersIT {
    private static final String DOCKER =
            """
            #!/bin/bash
            here=$(dirname "$0")
            echo "$*" >> "$here/calls"
            [ "$1" = run ] || exit 0
            shift
            variables=()
            while [ "$1" != lab/image:1 ]; do
                case "$1" in
                    -e) variables+=("$2=${!2}"); shift 2 ;;
                    -w) cd "$2"; shift 2 ;;
                    -v | --name | --user | --userns) shift 2 ;;
                    *) shift ;;
                esac
            done
            shift
            exec env -i "PATH=$PATH" "HOME=$HOME" "IMAGE=lab" "${variables[@]}" "$@"
            """;

    private static final String WHERE =
            "def f():\n  import os\n  return [os.environ['IMAGE'], os.environ.get('LAB'), os.getcwd()]\n";

    @TempDir private Path folder;
    private FakeAgent agent;
    private ManagerProgram manager;

    @BeforeEach
    void start() throws Exception {
        agent = new FakeAgent(0);
        manager = new ManagerProgram(folder);
    }

    @AfterEach
    void stop() {
        manager.close();
        agent.close();
    }

    private void startWith(String type, String image) throws Exception {
        manager.variable("LAB", "from worker_init");
        manager.variable("BEAMLET_BEFORE_INIT", "PATH HOME");
        manager.start(
                agent.port(),
                1,
                block -> {
                    block.putObject("container")
                            .put("type", type)
                            .put("image", image)
                            .put("options", "--read-only")
                            .putArray("readable")
                            .add("/data");
                    block.putArray("result_methods").add("11");
                });
    }

    private static WorkerTask python(String serializer) {
        return Tasks.buffer(
                Payloads.pack("st\nf:" + WHERE, "11\n[]", "11\n{}"),
                List.of("globus_compute_sdk.serialize." + serializer));
    }

    @Test
    void functionsOfBothLanguagesRunInsideAndTheContainerEndsWithThem() throws Exception {
        manager.program("docker", DOCKER);
        startWith("docker", "lab/image:1");
        FakeAgent.Stream stream = agent.nextStream();

        stream.place(Tasks.noop("hello"));
        assertThat(finished(stream).getResult()).contains("hello");
        stream.place(python("JSONData"));
        assertThat(finished(stream).getResult())
                .startsWith("11\n[\"lab\", \"from worker_init\", \"")
                .contains(folder.resolve("work").toString());
        stream.place(python("DillDataBase64"));
        assertThat(finished(stream).getFailure().getUserMessage())
                .contains("DillDataBase64", "allowed_serializers");

        assertThat(manager.notes("calls").getFirst())
                .startsWith("run --rm -i --name beamlet-")
                .contains(" -v /data:/data:ro", " -e LAB", " --read-only lab/image:1 /bin/sh ")
                .doesNotContain("from worker_init", "-e PATH", "TOKEN");
        WorkerTask stuck = Tasks.misbehave("forever");
        stream.place(stuck);
        stream.next(FromManager.KindCase.STARTED);
        stream.send(
                ToManager.newBuilder()
                        .setCancel(Cancel.newBuilder().setTaskId(stuck.taskId()))
                        .build());
        assertThat(finished(stream).getFailure().getCode()).isEqualTo("TASK_CANCELLED");
        String name = manager.notes("calls").getFirst().split(" ", -1)[4];
        Eventually.await(
                "its container is removed", () -> manager.notes("calls").contains("rm -f " + name));
    }

    @Test
    void aMissingImageIsTheVerdictOnTheTasksThatWait() throws Exception {
        manager.program("apptainer", DOCKER);
        startWith("apptainer", "/no/lab.sif");
        FakeAgent.Stream stream = agent.nextStream();

        stream.place(Tasks.noop("hello"));

        assertThat(stream.next(FromManager.KindCase.LOST).getLost().getHow())
                .contains("no worker starts", "has no image /no/lab.sif", "container_uri");
    }

    private static TaskFinished finished(FakeAgent.Stream stream) throws InterruptedException {
        return stream.next(FromManager.KindCase.FINISHED).getFinished();
    }
}

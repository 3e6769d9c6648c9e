package org.beamlet.agent.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.beamlet.providers.JobState;
import org.beamlet.providers.JobStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that do all that such texts do, run by a real shell. */
class WorkerInitTest {
    private static final String ID = "block-1";
    private static final Duration LONG = Duration.ofMinutes(2);

    /** As a site's would be: it is there, and does not know this one. */
    private static final String MODULE =
            "module() { [ \"$2\" != nosuch ] || { echo \"ERROR: Unable to locate $2\" >&2; return 1; }; }\n";

    @TempDir Path folder;

    private record Ran(int exit, String out, JobStatus told) {}

    private Ran run(String init) throws IOException, InterruptedException {
        return run(init, "echo STARTED; env", LONG);
    }

    private Ran run(String init, String rest, Duration limit)
            throws IOException, InterruptedException {
        Block block = new Block(ID, folder, "");
        Path script = folder.resolve(ID + ".sh");
        Files.writeString(
                script,
                "#!/bin/bash\n# before\n"
                        + WorkerInit.of(init, InitTrouble.file(folder, ID), limit)
                        + rest
                        + "\n");
        Path out = folder.resolve(ID + ".stdout");
        ProcessBuilder bash =
                new ProcessBuilder("bash", script.toString())
                        .redirectOutput(out.toFile())
                        .redirectError(folder.resolve(ID + ".stderr").toFile());
        bash.environment().put("SECRET", "one\ntwo three=four\n");
        bash.environment().put("HOME", folder.toString());
        Process process = bash.start();
        process.getOutputStream().close();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return new Ran(
                process.exitValue(),
                Files.readString(out),
                block.refined(JobStatus.exited(process.exitValue())));
    }

    @Test
    void itNotesTheNamesThatWereThereAndNoValues() throws Exception {
        String known = run("export MADE_HERE=yes\n", "echo \"$BEAMLET_BEFORE_INIT\"", LONG).out();

        assertThat(List.of(known.strip().split(" ")))
                .contains("PATH", "SECRET")
                .doesNotContain("MADE_HERE", "one", "two", "four");
    }

    @Test
    void nothingIsAddedToNothing() {
        assertThat(WorkerInit.of(" \n", folder, LONG)).isEmpty();
    }

    @Test
    void whatItSetsHoldsForWhatFollows() throws Exception {
        Ran ran = run("export A=1\nB=2\nulimit -n 99\n", "echo $A $B $(ulimit -n) $#", LONG);

        assertThat(ran.out().strip()).isEqualTo("1 2 99 0");
        assertThat(ran.told().state()).isEqualTo(JobState.COMPLETED);
    }

    @Test
    void aModuleThatThereIsNotEndsTheBlockWithItsLineAndItsWords() throws Exception {
        Ran ran = run(MODULE + "\nmodule load cuda\n  module load nosuch\nexport A=1\n");

        assertThat(ran.out()).doesNotContain("STARTED");
        assertThat(ran.exit()).isEqualTo(WorkerInit.FAILED);
        assertThat(ran.told().state()).isEqualTo(JobState.FAILED);
        assertThat(ran.told().reason())
                .isEqualTo(
                        "worker_init failed in line 4 with exit status 1 `module load nosuch`: ERROR: Unable to locate nosuch");
        assertThat(ran.told().remedy()).contains("|| true");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "module load nosuch || true",
                "if ! module load nosuch; then export B=1; fi",
                "false",
                "ls /nosuch",
                "set -e",
                "set -u",
                "set -o noclobber -o noglob",
                "cd /",
                "IFS=/",
                "java() { echo never; }",
                "trap 'echo bye' EXIT",
                "sleep 300 &",
            })
    void whatNeedNotStandInTheWayDoesNot(String line) throws Exception {
        Ran ran =
                run(
                        MODULE + line + "\nexport AFTER=1\n",
                        "echo \"$NOT_SET\"; false; cd / && echo STARTED $(( ${#IFS} )) \"$AFTER\" \"$(ls -d /et*)\" > "
                                + folder.resolve("started")
                                + "; kill $! 2> /dev/null; exit 0",
                        LONG);

        assertThat(Files.readString(folder.resolve("started"))).contains("STARTED 0 1 /etc");
        assertThat(ran.told().state()).isEqualTo(JobState.COMPLETED);
    }

    @Test
    void aLineThatFailsIsToldWithoutItsArguments() throws Exception {
        run("true\nls --hush=secret /nosuch\nTOKEN=hush false");

        assertThat(folder.resolve(ID + ".stderr"))
                .content()
                .contains("line 2 (ls) ended with exit status 2; going on", "line 3 (TOKEN)")
                .doesNotContain("TOKEN=hush");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exit 0                 | worker_init ended the block in line 2 with exit status 0",
                "exit 7                 | worker_init ended the block in line 2 with exit status 7",
                "set -e; false          | worker_init ended the block in line 2 with exit status 1",
                "set -u; echo $NOT_SET  | worker_init ended the block in line 2 with exit status",
                "exec true              | worker_init did not come to its end in line 2: ",
                "kill -s KILL $$        | worker_init did not come to its end in line 2: killed by signal 9",
                "cat <<X                | worker_init ended the block in line 2 with exit status 0",
                "echo \"open             | worker_init ended the block in line 1 with exit status 2",
                "if true; then          | worker_init ended the block in line 1 with exit status 2",
            })
    void onlyItsEndLetsTheBlockBegin(String line, String told) throws Exception {
        Path started = folder.resolve("started");
        Ran ran = run("export A=1\n" + line + "\nexport B=1\n", "touch " + started, LONG);

        assertThat(started).doesNotExist();
        assertThat(ran.told().state()).isEqualTo(JobState.FAILED);
        assertThat(ran.told().reason()).startsWith(told);
        assertThat(ran.told().remedy()).isNotEmpty();
    }

    @Test
    void whatHangsIsEndedAndNamed() throws Exception {
        Ran ran = run("true\nsleep 100\n", "echo STARTED", Duration.ofSeconds(1));

        assertThat(ran.out()).doesNotContain("STARTED");
        assertThat(ran.told().state()).isEqualTo(JobState.FAILED);
        assertThat(ran.told().reason())
                .startsWith("worker_init was not over after 1 s (worker_init_timeout) in line 2");
    }

    @Test
    void modulesAreKnownAsInALoginShell() throws Exception {
        Files.writeString(folder.resolve(".bash_profile"), MODULE + "export PROFILE=read\n");

        // A machine may have modules of its own, which then need no profile of the user's.
        assertThat(run("type module\nmodule list || true\n", "echo STARTED", LONG).out())
                .contains("module is a function", "STARTED");
        assertThat(run("export A=1").out()).doesNotContain("PROFILE=read");
    }

    @Test
    void aBlockThatWasEndedByOthersIsNoFaultOfItsText() throws Exception {
        Files.writeString(InitTrouble.file(folder, ID), "line 3\n");
        Block block = new Block(ID, folder, "");

        assertThat(block.refined(JobStatus.of(JobState.CANCELLED)).state())
                .isEqualTo(JobState.CANCELLED);
        assertThat(block.refined(JobStatus.of(JobState.PREEMPTED)).state())
                .isEqualTo(JobState.PREEMPTED);
        assertThat(block.refined(JobStatus.of(JobState.TIMEOUT, "its time was over")))
                .isEqualTo(
                        new JobStatus(
                                JobState.FAILED,
                                OptionalInt.empty(),
                                "worker_init did not come to its end in line 3: its time was over",
                                "mend worker_init in config.yaml; `|| true` behind a command lets it fail"));
    }

    @Test
    void whatLooksLikeASecretIsNotQuoted() throws Exception {
        Ran ran =
                run(
                        MODULE
                                + "set -x\nexport API_TOKEN=hushhush\necho error: password=hushhush >&2\nset +x\nmodule load nosuch\n");

        assertThat(ran.told().reason()).contains("Unable to locate").doesNotContain("hushhush");
        assertThat(new Block(ID, folder, "").logTail())
                .contains("API_TOKEN=")
                .doesNotContain("hushhush");
    }

    @Test
    void ofMuchThatItPrintsTheEndIsRead() throws Exception {
        run("seq 1 200000 >&2\n");

        assertThat(new Block(ID, folder, "").logTail())
                .hasSizeLessThanOrEqualTo(2000)
                .endsWith("200000");
    }
}

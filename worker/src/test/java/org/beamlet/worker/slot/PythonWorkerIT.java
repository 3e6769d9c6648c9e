package org.beamlet.worker.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.payload.Serialized;
import org.beamlet.protocol.task.TaskTerms;
import org.beamlet.worker.data.DataArguments;
import org.beamlet.worker.data.DataRoots;
import org.beamlet.worker.functions.Eventually;
import org.beamlet.worker.functions.Tasks;
import org.beamlet.worker.task.TaskListener;
import org.beamlet.worker.task.TaskOutcome;
import org.beamlet.worker.task.WorkerTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Python functions as source text, in real processes of the machine's python3. */
class PythonWorkerIT {
    private static final List<String> JSON =
            List.of("globus_compute_sdk.serialize.concretes.JSONData");

    @TempDir Path folder;
    WorkerPool pool;

    @BeforeEach
    void start() {
        pool = new WorkerPool(new WorkerSettings(1, "n", folder.resolve("work"), List.of(), null));
        pool.start();
    }

    @AfterEach
    void stop() {
        pool.close();
    }

    private static WorkerTask task(String source, String positional, String named) {
        return Tasks.buffer(
                Payloads.pack("st\nf:" + source, "11\n" + positional, "11\n" + named), JSON);
    }

    private CompletableFuture<TaskOutcome> submit(String source, String positional) {
        return pool.submit(task(source, positional, "{}"), TaskListener.NONE);
    }

    private static TaskOutcome outcome(CompletableFuture<TaskOutcome> future) {
        return future.orTimeout(3, TimeUnit.MINUTES).join();
    }

    private static String result(TaskOutcome outcome) {
        assertThat(outcome).isInstanceOf(TaskOutcome.Succeeded.class);
        return ((TaskOutcome.Succeeded) outcome).result();
    }

    private static TaskOutcome.Failed failed(TaskOutcome outcome) {
        assertThat(outcome).isInstanceOf(TaskOutcome.Failed.class);
        return (TaskOutcome.Failed) outcome;
    }

    @Test
    void argumentsGoInAndTheResultComesBack() {
        WorkerTask task =
                task(
                        "    def f(a, *, b):\n        return {'sum': a + b, 'é': '😀'}\n",
                        "[2]",
                        "{\"b\": 3}");

        assertThat(result(outcome(pool.submit(task, TaskListener.NONE))))
                .isEqualTo("11\n{\"sum\": 5, \"\\u00e9\": \"\\ud83d\\ude00\"}");
    }

    @Test
    void withoutAWishTheResultIsInPythonsOwnForm() {
        WorkerTask task =
                Tasks.buffer(
                        Payloads.pack("st\nf:def f():\n  return [1, None]\n", "11\n[]", "11\n{}"));

        String result = result(outcome(pool.submit(task, TaskListener.NONE)));

        assertThat(result).startsWith("00\n");
        assertThat(Serialized.parse(result).asJson().toString()).isEqualTo("[1,null]");
    }

    @Test
    void javaAndPythonTasksShareASlotInTurn() {
        for (int i = 0; i < 3; i++) {
            assertThat(result(outcome(submit("def f(i):\n  return i\n", "[" + i + "]"))))
                    .isEqualTo("11\n" + i);
            assertThat(result(outcome(pool.submit(Tasks.noop("java " + i), TaskListener.NONE))))
                    .contains("java " + i);
        }
    }

    @Test
    void anErrorIsToldAsPythonTellsItWithoutTheWorkersFrames() {
        TaskOutcome.Failed failed = failed(outcome(submit("def f(x):\n  return 1 / x\n", "[0]")));

        assertThat(failed.code()).isEqualTo("RemoteExecutionError");
        assertThat(failed.userMessage()).isEqualTo("ZeroDivisionError: division by zero");
        assertThat(failed.trace())
                .startsWith("Traceback (most recent call last):")
                .contains("in f")
                .doesNotContain("python-worker.py");
    }

    @Test
    void exitEndsTheFunctionAndNotItsWorker() {
        assertThat(
                        failed(outcome(submit("def f():\n  import sys\n  sys.exit(3)\n", "[]")))
                                .userMessage())
                .contains("sys.exit(3)");
        assertThat(result(outcome(submit("def f():\n  return 1\n", "[]")))).isEqualTo("11\n1");
    }

    @Test
    void aProcessThatDiesLosesItsTaskAloneAndTheNextHasANewOne() {
        TaskOutcome outcome = outcome(submit("def f():\n  import os\n  os._exit(7)\n", "[]"));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        TaskOutcome.Lost.class, lost -> assertThat(lost.toString()).contains("7"));
        assertThat(result(outcome(submit("def f():\n  return 1\n", "[]")))).isEqualTo("11\n1");
    }

    @Test
    void aFunctionThatForksAnswersOnce() {
        String fork = "def f():\n  import os\n  pid = os.fork()\n  return pid > 0\n";

        assertThat(result(outcome(submit(fork, "[]")))).isEqualTo("11\ntrue");
        assertThat(result(outcome(submit(fork, "[]")))).isEqualTo("11\ntrue");
    }

    @Test
    void whatItPrintsIsHeardAndReadingStdinFindsNothing() {
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        TaskListener ear =
                new TaskListener() {
                    @Override
                    public boolean hears() {
                        return true;
                    }

                    @Override
                    public synchronized void printed(boolean error, long offset, byte[] text) {
                        heard.writeBytes(text);
                    }
                };
        String noise =
                """
                def f():
                    import os, sys
                    print('on stdout')
                    os.system('echo from a child')
                    return sys.stdin.read()
                """;

        assertThat(result(outcome(pool.submit(task(noise, "[]", "{}"), ear))))
                .isEqualTo("11\n\"\"");
        assertThat(heard.toString(StandardCharsets.UTF_8)).contains("on stdout", "from a child");
    }

    @Test
    void aCancelledTaskEndsWithItsProcess() throws Exception {
        Path pid = folder.resolve("pid");
        String source =
                """
                def f(p):
                    import os, time
                    open(p, 'w').write(str(os.getpid()))
                    while True:
                        time.sleep(1)
                """;
        WorkerTask forever = task(source, "[\"" + pid + "\"]", "{}");
        CompletableFuture<TaskOutcome> running = pool.submit(forever, TaskListener.NONE);
        Eventually.await("it runs", () -> pid.toFile().length() > 0);
        long process = Long.parseLong(Files.readString(pid));

        pool.cancel(forever.taskId(), 0);

        assertThat(failed(outcome(running)).code()).isEqualTo("TASK_CANCELLED");
        Eventually.await("its process is gone", () -> !Eventually.alive(process));
        assertThat(result(outcome(submit("def f():\n  return 1\n", "[]")))).isEqualTo("11\n1");
    }

    @Test
    void tooLargeAResultSaysHowMuchIsAllowed() {
        TaskOutcome.Failed failed =
                failed(outcome(submit("def f(n):\n  return 'x' * n\n", "[10485760]")));

        assertThat(failed.code()).isEqualTo("MaxResultSizeExceeded");
        assertThat(failed.userMessage()).contains("10485765", "10485760", "file");
        assertThat(result(outcome(submit("def f(n):\n  return 'x' * n\n", "[10485755]"))))
                .hasSize(10485760);
    }

    @Test
    void whatCannotBeWrittenOrReadIsToldAsAnError() {
        assertThat(failed(outcome(submit("def f():\n  return {1, 2}\n", "[]"))).userMessage())
                .contains("TypeError", "set");
        assertThat(failed(outcome(submit("def f(:\n", "[]"))).userMessage())
                .contains("SyntaxError");
        assertThat(failed(outcome(submit("def f():\n  pass\n", "[1]"))).userMessage())
                .contains("TypeError", "positional");
    }

    /** As the SDK writes it down: a class by its name, and the fields of the object. */
    private static String shellFunction(String command, String walltime) {
        return """
        \u0080\u0002cglobus_compute_sdk.sdk.shell_function
        ShellFunction
        )\u0081(dS'cmd'
        S'%s'
        sS'stdout'
        NsS'stderr'
        NsS'walltime'
        %s
        sS'snippet_lines'
        I2
        sS'return_dict'
        I01
        sb.\
        """
                .formatted(command, walltime);
    }

    @Test
    void aCommandRunsWhetherTheSdkIsInstalledOrNot() {
        String command = "seq 5; exit 3";

        assertThat(result(outcome(submitted(shellFunction(command, "I60"), "[]", ""))))
                .contains("\"stdout\": \"4\\n5\\n\"", "\"returncode\": 3", "CalledProcessError");
    }

    @Test
    void aCommandThatTakesTooLongEndsWithItsTask() {
        String children =
                """
                def f():
                    import glob
                    return [pid for t in glob.glob('/proc/self/task/*/children') for pid in open(t).read().split()]
                """;

        assertThat(result(outcome(submitted(shellFunction("sleep 600", "F0.5"), "[]", ""))))
                .contains("\"returncode\": 124", "TimeoutExpired");
        assertThat(result(outcome(submit(children, "[]")))).isEqualTo("11\n[]");
    }

    @Test
    void aTaskHasAFolderADeviceAndCpusOfItsOwnWhereTheEndpointWantsThat() throws Exception {
        // Number 0 need not be among those that this process may use.
        int cpu =
                Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("Cpus_allowed_list:"))
                        .map(line -> Pinning.cpus(line.replaceFirst(".*:\\s*", "")).getFirst())
                        .findFirst()
                        .orElseThrow();
        pool.close();
        pool =
                new WorkerPool(
                        new WorkerSettings(
                                1,
                                "n",
                                folder.resolve("sandboxes"),
                                List.of(),
                                null,
                                WorkerLimits.NONE,
                                new Pinning(List.of("7"), "list:" + cpu),
                                true));
        pool.start();
        String where =
                """
                def f():
                    import os
                    folders = [os.getcwd(), os.environ['GC_TASK_SANDBOX_DIR']]
                    return folders + [os.environ['CUDA_VISIBLE_DEVICES'], list(os.sched_getaffinity(0))]
                """;
        WorkerTask task = task(where, "[]", "{}");
        String own = folder.resolve("sandboxes").resolve(task.taskId()).toString();

        assertThat(result(outcome(pool.submit(task, TaskListener.NONE))))
                .isEqualTo("11\n[\"%s\", \"%s\", \"7\", [%d]]".formatted(own, own, cpu));
        assertThat(Path.of(own)).isDirectory();
        // Whatever a task starts is bound with it.
        String look = "grep Cpus_allowed_list /proc/self/status";
        assertThat(result(outcome(submitted(shellFunction(look, "I60"), "[]", ""))))
                .contains("Cpus_allowed_list:\\t%d\\n".formatted(cpu));
    }

    @Test
    void bytecodeOfAnotherVersionIsRefusedBeforeItIsRead() {
        // Whoever tried to read it would say that it is broken.
        TaskOutcome.Failed failed =
                failed(outcome(submitted("broken dill._dill _create_code", "[]", "3.2.1")));

        assertThat(failed.code()).isEqualTo("PYTHON_VERSION_MISMATCH");
        assertThat(failed.userMessage())
                .contains("registered by Python 3.2.1", "runs Python 3.", "register it with");
    }

    @Test
    void whatIsOnlyNamedRunsWhateverVersionNamedIt() {
        assertThat(result(outcome(submitted("cbuiltins\npow\n.", "[2, 5]", "3.2.1"))))
                .isEqualTo("11\n32");
    }

    private CompletableFuture<TaskOutcome> submitted(
            String pickle, String positional, String version) {
        String code =
                Base64.getMimeEncoder(76, new byte[] {'\n'})
                        .encodeToString(pickle.getBytes(StandardCharsets.ISO_8859_1));
        WorkerTask task =
                new WorkerTask(
                        UUID.randomUUID().toString(),
                        1,
                        "f",
                        Payloads.pack("01\n" + code + "\n", "11\n" + positional, "11\n{}"),
                        JSON,
                        null,
                        TaskTerms.ofPython(version));
        return pool.submit(task, TaskListener.NONE);
    }

    @Test
    void aFunctionKnowsItsTask() {
        WorkerTask task =
                task("def f():\n  import os\n  return os.environ['GC_TASK_UUID']\n", "[]", "{}");

        assertThat(result(outcome(pool.submit(task, TaskListener.NONE))))
                .isEqualTo("11\n\"" + task.taskId() + "\"");
    }

    @Test
    void whatOnlyPythonCanReadReachesPythonThoughItSpeaksOfData() {
        // A complex number beside a reference: no JSON holds it.
        String arguments =
                Base64.getEncoder()
                        .encodeToString(
                                "(cbuiltins\ncomplex\n(F1.0\nF2.0\ntRS'data://raw/x'\nt."
                                        .getBytes(StandardCharsets.US_ASCII));
        String source = "st\nf:def f(z, name):\n  return [z.real, z.imag, name]\n";
        WorkerTask task =
                Tasks.buffer(Payloads.pack(source, "00\n" + arguments + "\n", "11\n{}"), JSON);
        String buffer = DataArguments.resolved(task.taskBuffer(), new DataRoots(Map.of()));

        assertThat(result(outcome(pool.submit(Tasks.buffer(buffer, JSON), TaskListener.NONE))))
                .isEqualTo("11\n[1.0, 2.0, \"data://raw/x\"]");
    }
}

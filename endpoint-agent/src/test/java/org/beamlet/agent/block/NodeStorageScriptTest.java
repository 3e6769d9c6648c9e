package org.beamlet.agent.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the script does on a node, with a Java that only tells how it was started. */
class NodeStorageScriptTest {
    @TempDir Path folder;
    private NodeTrial node;

    @BeforeEach
    void prepare() throws Exception {
        node = NodeTrial.in(folder);
    }

    private Path home() {
        return node.place().resolve("beamlet-" + node.user());
    }

    private Path copy() {
        return home().resolve(node.pack().sha256());
    }

    private void mode(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    @Test
    void aManagerRunsFromACopyThatTheNextBlockUsesAgain() throws Exception {
        NodeTrial.Ran first = node.run();

        assertThat(first.status()).as(first.said()).isEqualTo(3);
        assertThat(first.told())
                .contains("java=" + copy().resolve("runtime/bin/java"))
                .contains("-cp %s".formatted(copy().resolve("app/worker.jar")))
                .contains("--block-file " + node.blockFile())
                .contains("-XX:+Kept");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home())))
                .isEqualTo("rwx------");
        FileTime unpacked = Files.getLastModifiedTime(copy().resolve(".list"));

        assertThat(node.run().told()).contains("java=" + copy());
        assertThat(Files.getLastModifiedTime(copy().resolve(".list"))).isEqualTo(unpacked);
    }

    @Test
    void whatWorkersLeaveIsPackedOnceAndTheirFolderGone() throws Exception {
        node.java("mkdir $work/n1; echo last words > $work/n1/worker-1.log");

        NodeTrial.Ran ran = node.run();

        assertThat(node.archives()).as(ran.said()).hasSize(1);
        assertThat(NodeTrial.list(node.archives().getFirst())).contains("./n1/worker-1.log");
        assertThat(home()).isDirectoryNotContaining("glob:**/work.*");
        assertThat(node.archive()).isDirectoryNotContaining("glob:**/*.part");
    }

    @Test
    void filesThatAreTooManyBytesAreNamedInsteadAndLongLogsEndEarly() throws Exception {
        node.java(
                """
                mkdir $work/n1
                head -c 90000000 /dev/zero > $work/n1/picture.tif
                head -c 9000000 /dev/zero | tr '\\0' x > $work/n1/worker-1.log
                echo the end >> $work/n1/worker-1.log
                """);

        node.run();

        Path archive = node.archives().getFirst();
        assertThat(NodeTrial.list(archive)).contains("left-out.txt").doesNotContain("picture.tif");
        assertThat(NodeTrial.content(archive, "left-out.txt")).contains("./n1/picture.tif");
        assertThat(NodeTrial.content(archive, "./n1/worker-1.log"))
                .hasSizeLessThan(5_000_000)
                .endsWith("the end\n");
    }

    @Test
    void logsOfABlockThatWasKilledArePackedByTheNext() throws Exception {
        node.java("mkdir $work/n1; echo before the kill > $work/n1/worker-1.log; kill -9 $PPID");
        node.run();
        assertThat(node.archives()).isEmpty();
        assertThat(home()).isDirectoryContaining("glob:**/work.*");

        node.java("true");
        NodeTrial.Ran ran = node.run();

        assertThat(ran.said()).contains("packing what an earlier block left");
        assertThat(node.archives())
                .anySatisfy(archive ->
                        assertThat(NodeTrial.content(archive, "./n1/worker-1.log"))
                                .isEqualTo("before the kill\n"));
        assertThat(home()).isDirectoryNotContaining("glob:**/work.*");
    }

    @Test
    void nothingOfACopyThatWasNotFinishedIsUsed() throws Exception {
        node.run();
        // As a crash, a cleaner of temporary folders, and a reboot leave it.
        Path part = Files.createDirectory(home().resolve(".part." + node.pack().sha256() + ".x"));
        Files.writeString(part.resolve("half"), "…");
        Files.delete(copy().resolve("app/worker.jar"));
        assertThat(node.run().told()).contains("java=" + copy());
        assertThat(copy().resolve("app/worker.jar")).exists();
        assertThat(part).doesNotExist();

        Files.writeString(copy().resolve(".boot"), "another boot");
        node.run();
        assertThat(copy().resolve(".boot"))
                .hasSameTextualContentAs(Path.of("/proc/sys/kernel/random/boot_id"));
    }

    @Test
    void anArchiveThatIsNotWhatItsNameSaysIsNotUsed() throws Exception {
        byte[] bytes = Files.readAllBytes(node.pack().file());
        bytes[600] ^= 1;
        Files.write(node.pack().file(), bytes);

        NodeTrial.Ran ran = node.run();

        assertThat(ran.told()).contains("java=" + node.installed());
        assertThat(ran.said()).contains("was not copied");
        assertThat(copy()).doesNotExist();
        assertThat(home()).isDirectoryNotContaining("glob:**/.part.*");
    }

    @Test
    void aFolderThatSomebodyElseMayHavePutThereIsNotUsed() throws Exception {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.createSymbolicLink(home(), elsewhere);
        NodeTrial.Ran linked = node.run();
        assertThat(linked.said()).contains("another user's, a link, or open to others");
        assertThat(linked.told()).contains("java=" + node.installed());
        assertThat(elsewhere).isEmptyDirectory();

        Files.delete(home());
        Files.createDirectory(home());
        mode(home(), "rwxrwx---");
        assertThat(node.run().told()).contains("java=" + node.installed());

        Files.delete(home());
        mode(node.place(), "rwxrwxrwx");
        NodeTrial.Ran open = node.run();
        assertThat(open.said()).contains("open to others without a sticky bit");
        assertThat(open.told()).contains("java=" + node.installed());

        // With one, as /tmp has it.
        new ProcessBuilder("chmod", "1777", node.place().toString()).start().waitFor();
        assertThat(node.run().told()).contains("java=" + copy());
    }

    @Test
    void aFolderOfAnotherUserIsNotUsed() throws Exception {
        Files.createDirectory(home());
        mode(home(), "rwx------");
        Process chown = new ProcessBuilder("chown", "12345", home().toString()).start();
        org.junit.jupiter.api.Assumptions.assumeTrue(chown.waitFor() == 0, "root may do this");

        NodeTrial.Ran ran = node.run();

        assertThat(ran.said()).contains("another user's");
        assertThat(ran.told()).contains("java=" + node.installed());
        assertThat(home()).isEmptyDirectory();
    }

    @Test
    void withoutRoomItStartsAsWithoutIt() throws Exception {
        NodeTrial.Ran ran = node.run("--free", "900000000000");

        assertThat(ran.told())
                .contains("java=" + node.installed())
                .doesNotContain("beamlet.node.work");
        assertThat(ran.said()).contains("MB are wanted: not used");
        assertThat(ran.status()).isEqualTo(3);
    }

    @Test
    void placesAreTriedInTurnAndVariablesFilledIn() throws Exception {
        Path own = Files.createDirectories(folder.resolve("of job 7/tmp"));
        node.variables(Map.of("SLURM_TMPDIR", folder.resolve("of job 7").toString()));
        node.places(
                List.of(
                        "$NOT_SET_ANYWHERE",
                        folder.resolve("not-there").toString(),
                        "${SLURM_TMPDIR}/tmp",
                        node.place().toString()));

        assertThat(node.run().told()).contains("java=" + own.resolve("beamlet-"));
        assertThat(node.place()).isEmptyDirectory();
    }

    @Test
    void whatIsNotKeptGoesUnlessAnotherBlockRunsFromIt() throws Exception {
        node.java(
                "[ -n \"$QUICK\" ] || { touch %s/runs; while [ ! -e %s/go ]; do sleep 0.1; done; }"
                        .formatted(folder, folder));
        Process other = node.start();
        while (!Files.exists(folder.resolve("runs")) && other.isAlive()) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        node.variables(Map.of("QUICK", "yes"));
        node.run("--keep", "no");
        assertThat(copy()).exists();

        Files.createFile(folder.resolve("go"));
        other.waitFor();
        assertThat(copy()).exists();
        node.run("--keep", "no");
        assertThat(copy()).doesNotExist();
        assertThat(home()).isDirectoryNotContaining("glob:**/.gone.*");
    }

    @Test
    void aSignalReachesTheManagerWhoseStatusIsTheBlocks() throws Exception {
        node.java(
                "trap 'echo asked >> %s/told; exit 5' TERM; touch %s/runs; while :; do sleep 0.1; done"
                        .formatted(folder, folder));
        Process block = node.start();
        while (!Files.exists(folder.resolve("runs")) && block.isAlive()) {
            TimeUnit.MILLISECONDS.sleep(50);
        }

        block.destroy();

        assertThat(block.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(block.exitValue()).isEqualTo(5);
        assertThat(folder.resolve("told")).content().contains("asked");
    }

    @Test
    void aCopiedEnvironmentTakesTheOthersPlace() throws Exception {
        Path environment = node.python();
        node.variables(
                Map.of(
                        "VIRTUAL_ENV",
                        environment.toString(),
                        "PATH",
                        environment.resolve("bin") + ":/usr/bin:/bin"));

        String told = node.run().told();

        assertThat(told)
                .containsPattern("VIRTUAL_ENV=" + home() + "/[0-9a-f]{64}/python\n")
                .containsPattern("PATH=" + home() + "/[0-9a-f]{64}/python/bin:/usr/bin:/bin\n")
                .containsPattern("BEAMLET_PYTHON=" + home() + "/[0-9a-f]{64}/python/bin/python\n");
    }
}

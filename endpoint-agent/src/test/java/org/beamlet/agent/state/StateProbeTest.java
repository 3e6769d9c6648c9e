package org.beamlet.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateProbeTest {
    private static final Optional<Mount> NFS =
            Optional.of(new Mount(Path.of("/home"), "nfs4", "filer:/home"));

    @TempDir Path folder;

    private StateProbe probe(Disk disk) {
        return StateProbe.of(folder, Map.of(), NFS, disk);
    }

    private void assertRefused(Disk disk, String why) {
        assertThatThrownBy(() -> probe(disk))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_INVALID);
                            assertThat(e.what())
                                    .contains(folder.toString(), "NFS (filer:/home)", why);
                            assertThat(e.remedy()).contains("set state_dir in config.yaml");
                        });
    }

    @Test
    void aFolderOfThisMachineKeepsAJournalAndNothingIsLeftThere() throws IOException {
        StateProbe probe = StateProbe.of(folder, Map.of());

        assertThat(probe.mount()).isPresent();
        assertThat(probe.warnings()).isEmpty();
        try (var left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void whereAFileDoesNotTakeAnothersPlaceAnotherFolderIsAskedFor() {
        assertRefused(
                new Disk() {
                    @Override
                    public void replace(Path from, Path to) throws IOException {
                        // As a cache that still shows the file of before.
                        Files.delete(from);
                    }
                },
                "is not read there");
    }

    @Test
    void whereNothingCanBeMadeDurableAnotherFolderIsAskedFor() {
        assertRefused(
                new Disk() {
                    @Override
                    public void force(Path path) throws IOException {
                        throw new IOException("Invalid argument");
                    }
                },
                "Invalid argument");
    }

    @Test
    void whereTwoMayMakeOneFileAnotherFolderIsAskedFor() {
        assertRefused(
                new Disk() {
                    @Override
                    public void create(Path file, String text) throws IOException {
                        Files.writeString(file, text);
                    }
                },
                "made once more");
    }

    @Test
    void withoutLocksItGoesOnAndSaysSo() {
        Disk none =
                new Disk() {
                    @Override
                    public boolean lock(Path file) throws IOException {
                        throw new IOException("No locks available");
                    }
                };

        assertThat(probe(none).warnings()).singleElement().asString().contains("has no locks");
    }

    @Test
    void whatMayBeDeletedIsWarnedOf() throws IOException {
        assertThat(
                        StateProbe.of(folder, Map.of("SCRATCH", folder.toString()), NFS, Disk.REAL)
                                .warnings())
                .singleElement()
                .asString()
                .contains("below $SCRATCH", "is lost", "set state_dir");
        Path scratch = Files.createDirectories(folder.resolve("scratch-7d/u"));
        assertThat(
                        StateProbe.of(scratch, Map.of("SCRATCH", "/elsewhere"), NFS, Disk.REAL)
                                .warnings())
                .singleElement()
                .asString()
                .contains("below a folder called scratch-7d");
        assertThat(
                        StateProbe.of(
                                        folder,
                                        Map.of(),
                                        Optional.of(new Mount(Path.of("/tmp"), "tmpfs", "tmpfs")),
                                        Disk.REAL)
                                .warnings())
                .singleElement()
                .asString()
                .contains("is in memory");
    }

    @Test
    void theMountOfAPathIsTheInnermostAndTheLastOfThose() {
        List<String> table =
                List.of(
                        "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw",
                        "40 22 0:40 / /home rw shared:7 master:2 - autofs auto.home rw",
                        "41 22 0:41 / /home rw shared:8 - nfs4 filer:/export/home rw,vers=4.2",
                        "42 41 0:42 / /home/with\\040blank rw - lustre mgs@tcp:/scratch rw",
                        "43 22 0:43 / /bee rw - fuse.beegfs beegfs_nodev rw",
                        "44 22 0:44 / /gpfs rw - gpfs fs1 rw",
                        "rubbish");

        assertThat(Mount.find(table, Path.of("/var/tmp")).orElseThrow().shared()).isEmpty();
        Mount home = Mount.find(table, Path.of("/home/u/.beamlet")).orElseThrow();
        assertThat(home.shared()).contains("NFS");
        assertThat(home.source()).isEqualTo("filer:/export/home");
        assertThat(Mount.find(table, Path.of("/home/with blank/x")).flatMap(Mount::shared))
                .contains("Lustre");
        assertThat(Mount.find(table, Path.of("/home/with")).flatMap(Mount::shared)).contains("NFS");
        assertThat(Mount.find(table, Path.of("/bee/x")).flatMap(Mount::shared)).contains("BeeGFS");
        assertThat(Mount.find(table, Path.of("/gpfs/x")).flatMap(Mount::shared)).contains("GPFS");
    }
}

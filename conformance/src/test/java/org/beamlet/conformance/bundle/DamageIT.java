package org.beamlet.conformance.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.beamlet.conformance.stack.Command;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to archives, and to what was unpacked. */
@Tag("bundle")
class DamageIT {
    @TempDir Path folder;
    private Unpacked unpacked = new Unpacked(Path.of(""));

    @BeforeEach
    void unpack() throws IOException, InterruptedException {
        unpacked = Unpacked.of(Unpacked.archive("second", ".tar.gz"), folder.resolve("soft"));
        assertThat(unpacked.beamlet("verify").exit()).isZero();
    }

    @Test
    void aByteThatChangedIsFound() throws Exception {
        Path modules = unpacked.root().resolve("runtime/lib/modules");
        try (FileChannel file =
                FileChannel.open(modules, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            long middle = file.size() / 2;
            file.read(one, middle);
            file.write(ByteBuffer.wrap(new byte[] {(byte) ~one.get(0)}), middle);
        }

        assertThat(damage()).contains("runtime/lib/modules: FAILED");
    }

    @Test
    void aFileThatIsGoneIsFound() throws Exception {
        Files.delete(unpacked.root().resolve("configs/polaris/config.yaml"));

        assertThat(damage()).contains("configs/polaris/config.yaml");
    }

    private String damage() throws IOException, InterruptedException {
        Command verify = unpacked.beamlet("verify");
        assertThat(verify.exit()).isEqualTo(1);
        assertThat(verify.err()).contains("error: ").contains("unpack the archive");
        return verify.err();
    }

    @Test
    void whatOthersCannotReadIsSaid() throws Exception {
        Files.setPosixFilePermissions(
                unpacked.root().resolve("runtime/bin"),
                PosixFilePermissions.fromString("rwx------"));

        Command verify = unpacked.beamlet("verify");

        assertThat(verify.exit()).isZero();
        assertThat(verify.out()).contains("note: ").contains("/runtime/bin").contains("chmod");
    }

    @Test
    void withoutStartCachesTheSameBuildGivesTheSameBytes() throws Exception {
        Path second = Unpacked.archive("second", ".tar.gz");
        Path third = Unpacked.archive("third", ".tar.gz");

        assertThat(Files.mismatch(second, third)).isEqualTo(-1L);
        assertThat(Files.readString(Unpacked.archive("second", ".sha256")))
                .isEqualTo(Files.readString(Unpacked.archive("third", ".sha256")));
    }
}

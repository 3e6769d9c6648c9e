package org.beamlet.agent.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PacksTest {
    private static final String LONG = "a-name-that-is-rather-long/".repeat(6) + "module.py";

    @TempDir Path folder;

    private static Path file(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private Path program() throws IOException {
        Path home = folder.resolve("jdk");
        Files.setPosixFilePermissions(
                file(home.resolve("bin/java"), "#!/bin/sh\n"),
                PosixFilePermissions.fromString("rwxr-xr-x"));
        file(home.resolve("lib/modules"), "modules");
        file(home.resolve("lib/src.zip"), "sources");
        file(home.resolve("jmods/java.base.jmod"), "for linking");
        file(folder.resolve("app/worker.jar"), "worker");
        file(folder.resolve("app/lib/other.jar"), "other");
        Files.createSymbolicLink(folder.resolve("app/lib/linked.jar"), Path.of("other.jar"));
        file(folder.resolve("cache/worker-1.aot"), "cache");
        return home;
    }

    private PackContent content(Path home) throws IOException {
        Path app = folder.resolve("app");
        return PackContent.program(
                home,
                "%s:%s:%s"
                        .formatted(
                                app.resolve("worker.jar"),
                                app.resolve("lib/other.jar"),
                                app.resolve("lib/linked.jar")),
                Map.of("worker", folder.resolve("cache/worker-1.aot")));
    }

    private Path unpacked(Pack pack) throws IOException, InterruptedException {
        Path to = Files.createDirectories(folder.resolve("unpacked"));
        Process tar =
                new ProcessBuilder("tar", "-xf", pack.file().toString(), "-C", to.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tar.waitFor()).as(said).isZero();
        assertThat(said).isEmpty();
        return to;
    }

    @Test
    void aProgramIsUnpackedByTarWithAllThatItRunsOn() throws Exception {
        Path home = program();
        FileTime time = FileTime.from(Instant.parse("2024-05-06T07:08:09Z"));
        Files.setLastModifiedTime(folder.resolve("app/worker.jar"), time);

        Pack pack = new Packs(folder.resolve("packs")).of("program", content(home));
        Path there = unpacked(pack);

        assertThat(there.resolve("runtime/bin/java")).isExecutable();
        assertThat(there.resolve("runtime/lib/modules")).hasContent("modules").isRegularFile();
        assertThat(there.resolve("runtime/lib/src.zip")).doesNotExist();
        assertThat(there.resolve("runtime/jmods")).doesNotExist();
        assertThat(Files.readAllLines(there.resolve("classpath")))
                .containsExactly("app/worker.jar", "app/lib/other.jar", "app/lib/linked.jar");
        assertThat(there.resolve("app/lib/linked.jar")).hasContent("other");
        assertThat(Files.isSymbolicLink(there.resolve("app/lib/linked.jar"))).isFalse();
        // A start cache knows archives by their times.
        assertThat(Files.getLastModifiedTime(there.resolve("app/worker.jar"))).isEqualTo(time);
        assertThat(there.resolve("app/start-caches/worker.aot")).hasContent("cache");
        String sum =
                HexFormat.of()
                        .formatHex(
                                MessageDigest.getInstance("SHA-256")
                                        .digest(Files.readAllBytes(pack.file())));
        assertThat(pack.sha256()).isEqualTo(sum);
        assertThat(pack.file().getFileName().toString()).endsWith("-" + sum + ".tar");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(pack.file())))
                .isEqualTo("rw-------");
    }

    @Test
    void itIsMadeOnceAndAnewWhenAFileHasChanged() throws Exception {
        Path home = program();
        Packs packs = new Packs(folder.resolve("packs"));
        Pack first = packs.of("program", content(home));
        Object number = Files.getAttribute(first.file(), "unix:ino");

        assertThat(packs.of("program", content(home))).isEqualTo(first);
        assertThat(Files.getAttribute(first.file(), "unix:ino")).isEqualTo(number);

        file(folder.resolve("app/worker.jar"), "another worker");
        Pack second = packs.of("program", content(home));
        assertThat(second.sha256()).isNotEqualTo(first.sha256());
        // Blocks that wait in a queue were told of the first.
        assertThat(first.file()).exists();
        try (Stream<Path> files = Files.list(folder.resolve("packs"))) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void theSameContentIsTheSameArchiveForEverybody() throws Exception {
        Path home = program();
        PackContent content = content(home);
        assertThat(new Packs(folder.resolve("a")).of("program", content).sha256())
                .isEqualTo(new Packs(folder.resolve("b")).of("program", content).sha256());
    }

    @Test
    void whatACrashLeftIsNotTakenForAnArchive() throws Exception {
        Path home = program();
        Packs packs = new Packs(folder.resolve("packs"));
        Path left = file(folder.resolve("packs/program123.part"), "half");
        Files.setLastModifiedTime(left, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));

        assertThat(packs.of("program", content(home)).bytes()).isGreaterThan(1000);
        assertThat(left).doesNotExist();
    }

    @Test
    void anEnvironmentKeepsItsLinksAndLongNames() throws Exception {
        Path environment = folder.resolve("env");
        file(environment.resolve("lib").resolve(LONG), "code");
        Files.createDirectories(environment.resolve("bin"));
        Files.createSymbolicLink(environment.resolve("bin/python"), Path.of("/usr/bin/python3"));
        Path far = Path.of("/" + "far/".repeat(40) + "away");
        Files.createSymbolicLink(environment.resolve("bin/far"), far);

        Path there =
                unpacked(
                                new Packs(folder.resolve("packs"))
                                        .of("python", PackContent.folder(environment)))
                        .resolve("python");

        assertThat(there.resolve("lib").resolve(LONG)).hasContent("code");
        assertThat(Files.readSymbolicLink(there.resolve("bin/python")))
                .isEqualTo(Path.of("/usr/bin/python3"));
        assertThat(Files.readSymbolicLink(there.resolve("bin/far"))).isEqualTo(far);
    }
}

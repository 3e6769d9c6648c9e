package org.beamlet.conformance.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.beamlet.conformance.stack.Command;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run in the process notes for the next one, of an archive that nobody may write to. */
@Tag("bundle")
class StartCachesIT {
    /** The background may take its time: the run itself is long over. */
    private static final String AWAITED =
            """
            "$0" run diagnostics.sleep --in-process --json --arg seconds=4 || exit 9
            i=0
            while [ $i -lt 120 ]; do
                for cache in "$HOME"/.cache/beamlet/*/run-diagnostics.sleep-*.aot; do
                    [ ! -f "$cache" ] || exit 0
                done
                sleep 1
                i=$((i + 1))
            done
            exit 8
            """;

    @TempDir static Path shared;
    private static Unpacked unpacked = new Unpacked(Path.of(""));

    @TempDir Path folder;
    private Path home = Path.of("");

    @BeforeAll
    static void unpack() throws IOException, InterruptedException {
        Path archive = Unpacked.archive("first", ".tar.zst");
        unpacked = Unpacked.of(archive, shared.resolve("soft ware/of 'the' site"));
    }

    @BeforeEach
    void makeHome() throws IOException {
        home = Files.createDirectory(folder.resolve("home of a user"));
    }

    private Command sh(String script) throws IOException, InterruptedException {
        return unpacked.sealed(
                home, "sh", "-c", script, unpacked.root().resolve("bin/beamlet").toString());
    }

    private List<Path> caches() throws IOException {
        Path caches = home.resolve(".cache");
        if (!Files.exists(caches)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(caches)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void aFunctionStartsFromWhatItsEarlierRunNoted() throws Exception {
        Command first = sh(AWAITED);
        assertThat(first.exit()).as(first.out() + first.err()).isZero();
        assertThat(first.out().lines()).as("nothing beside the result").hasSize(1);
        assertThat(caches()).hasSize(1);
        Path cache = caches().getFirst();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)))
                .isEqualTo("rw-------");

        // With this the JVM ends where the cache is not what it takes.
        String again = "\"$0\" run diagnostics.sleep --in-process --arg seconds=0";
        String strict = "JDK_JAVA_OPTIONS=-XX:AOTMode=on exec " + again;
        Command second = sh(strict);
        assertThat(second.exit()).as(second.out() + second.err()).isZero();

        Files.writeString(cache, "damaged");
        assertThat(sh(strict).exit()).isNotZero();
        Command damaged = sh("exec " + again);
        assertThat(damaged.exit()).as(damaged.out() + damaged.err()).isZero();
    }

    @Test
    void shortRunsAndWhoWantsNoneLeaveNothing() throws Exception {
        String shortly = "\"$0\" run diagnostics.sleep --in-process --arg seconds=0; sleep 2";
        assertThat(sh(shortly).exit()).isZero();
        assertThat(caches()).isEmpty();
        String without =
                "BEAMLET_START_CACHES=off \"$0\" run diagnostics.sleep --in-process --arg seconds=4";
        assertThat(sh(without + "; sleep 15").exit()).isZero();
        assertThat(caches()).isEmpty();
    }
}

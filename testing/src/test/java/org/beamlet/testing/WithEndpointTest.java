package org.beamlet.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.beamlet.client.FunctionRunner;
import org.beamlet.client.inprocess.InProcessEndpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@WithEndpoint
class WithEndpointTest {
    @TempDir @DataRoot Path raw;

    @TempDir
    @DataRoot("processed")
    Path results;

    private final Set<InProcessEndpoint> seen = new HashSet<>();

    @BeforeEach
    void define(InProcessEndpoint endpoint) {
        seen.add(endpoint);
    }

    /** Code under test: it knows nothing of where the functions run. */
    private static int words(FunctionRunner functions, String file) throws Exception {
        return functions
                .submit("words.count", Map.of("file", file), Integer.class)
                .get(1, TimeUnit.MINUTES);
    }

    @Test
    void codeUnderTestIsGivenTheEndpointAsItsRunner(
            FunctionRunner functions, InProcessEndpoint endpoint) throws Exception {
        endpoint.java(
                "words.count",
                Map.class,
                arguments -> {
                    String text = Files.readString(Path.of(String.valueOf(arguments.get("file"))));
                    return text.split(" ", -1).length;
                });
        Files.writeString(raw.resolve("scan.txt"), "three short words");

        assertThat(words(functions, "data://raw/scan.txt")).isEqualTo(3);
        assertThat(functions).isSameAs(endpoint);
        assertThat(seen).containsExactly(endpoint);
        assertThat(endpoint.dataRoots())
                .isEqualTo(
                        Map.of("raw", raw.toAbsolutePath(), "processed", results.toAbsolutePath()));
    }

    @Nested
    class Inside {
        @Test
        void theClassAroundSpeaksForThisOne(InProcessEndpoint endpoint) {
            assertThat(seen).containsExactly(endpoint);
        }

        @Test
        @WithEndpoint(slots = 2)
        void theMethodSpeaksFirst(InProcessEndpoint endpoint) throws Exception {
            CyclicBarrier both = new CyclicBarrier(2);
            endpoint.java("meet", Map.class, _ -> both.await(1, TimeUnit.MINUTES) >= 0);
            var one = endpoint.submit("meet", Map.of());
            var other = endpoint.submit("meet", Map.of());

            assertThat(one.get(1, TimeUnit.MINUTES).value().asBoolean()).isTrue();
            assertThat(other.get(1, TimeUnit.MINUTES).value().asBoolean()).isTrue();
        }
    }
}

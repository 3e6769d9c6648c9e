package org.beamlet.testing.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The Java on the page is that of the tests beside this one, line by line. */
class PagesTest {
    private static final Path PAGE = Path.of("../docs/how-to/test-your-function.md");
    private static final Path SOURCES = Path.of("src/test/java/org/beamlet/testing/docs");
    private static final Pattern BLOCK =
            Pattern.compile("```java\\n// (\\w+\\.java)\\n(.*?)```", Pattern.DOTALL);

    @Test
    void whatThePageShowsIsWhatTheTestsRun() throws IOException {
        String page = Files.readString(PAGE);
        List<MatchResult> blocks = BLOCK.matcher(page).results().toList();

        assertThat(blocks).hasSizeGreaterThanOrEqualTo(4);
        assertThat(page.split("```java", -1)).hasSize(blocks.size() + 1);
        for (MatchResult block : blocks) {
            String source = Files.readString(SOURCES.resolve(block.group(1)));
            assertThat(stripped(source)).as(block.group(1)).contains(stripped(block.group(2)));
        }
    }

    @Test
    void theFirstTestOnThePageHasTenLines() throws IOException {
        MatchResult first =
                BLOCK.matcher(Files.readString(PAGE))
                        .results()
                        .filter(block -> block.group(1).endsWith("Test.java"))
                        .findFirst()
                        .orElseThrow();

        assertThat(first.group(2).strip().lines()).hasSize(10);
    }

    /** What the test on the page prints is what stands there. */
    static void requireOnPage(String printed) {
        try {
            assertThat(Files.readString(PAGE)).contains("```\n" + printed + "\n```");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String stripped(String text) {
        return text.lines().map(String::strip).collect(Collectors.joining("\n", "\n", "\n"));
    }
}

package org.beamlet.cloud.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.ConfigMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The reference's table and the code name the same settings. */
class KnownSettingsTest {
    private static final Pattern NAMED = Pattern.compile("\"(beamlet\\.[a-z]+\\.[a-z0-9.-]+)\"");
    private static final Path SOURCES = Path.of("src", "main", "java", "org", "beamlet", "cloud");

    /** What the launcher hands over and what the broker is told; nobody sets these. */
    private static final Set<String> INTERNAL =
            Set.of("beamlet.broker.folder", "beamlet.catalog.bundle", "beamlet.worker.classpath");

    @Test
    void everySettingThatTheCodeNamesIsInTheTable() throws Exception {
        KnownSettings known = KnownSettings.load();
        Set<String> named = named();
        named.removeAll(INTERNAL);
        assertThat(named).isNotEmpty().allMatch(known::has);
    }

    @Test
    void everyRowSaysWhatItIsFor() {
        assertThat(KnownSettings.load().rows())
                .isNotEmpty()
                .allMatch(row -> !row.standard().isBlank() && row.meaning().length() > 10)
                .doesNotHaveDuplicates();
    }

    @Test
    void mappingsOfTheFrameworkAreInTheTable() throws Exception {
        for (Path source : sources()) {
            String text = Files.readString(source);
            if (text.contains("@" + ConfigMapping.class.getSimpleName())) {
                Matcher prefix = Pattern.compile("prefix = \"([^\"]+)\"").matcher(text);
                assertThat(prefix.find()).as("prefix in %s", source).isTrue();
                assertThat(KnownSettings.load().rows())
                        .anyMatch(row -> row.key().startsWith(prefix.group(1) + "."));
            }
        }
    }

    private static Set<String> named() throws IOException {
        Set<String> named = new TreeSet<>();
        for (Path source : sources()) {
            Matcher matcher = NAMED.matcher(Files.readString(source));
            while (matcher.find()) {
                named.add(matcher.group(1));
            }
        }
        return named;
    }

    private static java.util.List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            // What is measured has names of its own.
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().matches(".*/(MetricsGuard|Measures)\\.java"))
                    .toList();
        }
    }
}

package org.beamlet.cloud.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.beamlet.cloud.auth.SecretFile;
import org.beamlet.cloud.settings.Profile;
import org.beamlet.cloud.settings.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples under {@code configs/cloud} are in order once their files are where they say. */
class ExampleConfigsTest {
    private static final Path EXAMPLES = Path.of("..", "configs", "cloud");
    private static final Pattern NAMED = Pattern.compile("/etc/beamlet/([\\w.]+)");

    @TempDir private Path folder;

    @AfterEach
    void forget() throws IOException {
        Settings.load(Files.writeString(folder.resolve("empty"), ""), Map.of());
    }

    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleIsUnderstoodInFull(Path example) throws Exception {
        String text = Files.readString(example);
        Matcher named = NAMED.matcher(text);
        while (named.find()) {
            SecretFile.write(folder.resolve(named.group(1)), "secret\n");
        }
        Path config =
                Files.writeString(
                        folder.resolve("config"), text.replace("/etc/beamlet", folder.toString()));
        Settings settings = Settings.load(config, Map.of());
        ServicePlan plan = ServicePlan.of(settings, DataFolder.of(folder.resolve("data")));
        assertThat(plan.http().tls()).isPresent();
        assertThat(plan.embeddedParts()).isEqualTo(plan.profile() == Profile.EMBEDDED);
        assertThat(plan.brokers().access().isPresent()).isEqualTo(plan.embeddedParts());
    }
}

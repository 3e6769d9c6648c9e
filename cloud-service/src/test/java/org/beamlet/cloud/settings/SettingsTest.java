package org.beamlet.cloud.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.beamlet.protocol.error.BeamletException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    private static final String PORT = "beamlet.http.port";

    @TempDir private Path folder;

    @AfterEach
    void forget() {
        System.getProperties().keySet().removeIf(key -> key.toString().startsWith("beamlet."));
        SettingsSource.use(Map.of());
    }

    @Test
    void theCommandLineIsStrongerThanTheFile() throws Exception {
        Path file = file("beamlet.http.port=1\nbeamlet.http.host=0.0.0.0\n");
        Settings settings = Settings.load(file, Map.of(PORT, "2"));
        assertThat(settings.number(PORT, 0, 0, 9)).isEqualTo(2);
        assertThat(settings.text("beamlet.http.host")).contains("0.0.0.0");
        assertThat(settings.text("beamlet.store.url")).isEmpty();
    }

    @Test
    void theFrameworkSeesTheFileBelowTheEnvironment() throws Exception {
        Settings.load(file("beamlet.http.port=1\n"), Map.of());
        SettingsSource seen = new SettingsSource();
        assertThat(seen.getValue(PORT)).isEqualTo("1");
        assertThat(seen.getOrdinal()).isLessThan(300);
    }

    @Test
    void anUnknownKeyIsRefusedWithTheNearestOne() throws Exception {
        Path file = file("beamlet.store.ulr=x\n");
        assertRefused(
                () -> Settings.load(file, Map.of()),
                "beamlet.store.ulr",
                file.toString(),
                "did you mean 'beamlet.store.url'?");
        assertRefused(
                () -> Settings.load(null, Map.of("beamlet.htp.port", "1")),
                "--set",
                "'beamlet.http.port'");
        assertRefused(() -> Settings.load(null, Map.of("data", "1")), "'data'");
    }

    @Test
    void aVariableThatIsNoSettingIsRefusedButThoseOfCommandsAreNot() {
        KnownSettings known = KnownSettings.load();
        EnvironmentCheck.require(
                List.of("BEAMLET_HOME", "BEAMLET_CLOUD_JAVA_OPTIONS", "BEAMLET_STORE_PASSWORD"),
                known);
        assertRefused(
                () -> EnvironmentCheck.require(List.of("BEAMLET_STORE_ULR"), known),
                "'beamlet.store.url'");
    }

    @Test
    void aSettingMayHaveAPartOfItsNameFree() {
        KnownSettings known =
                KnownSettings.parse("| `beamlet.auth.*.issuer` | none | x |\n| `other` | y |");
        assertThat(known.has("beamlet.auth.facility-1.issuer")).isTrue();
        assertThat(known.has("beamlet.auth.a.b.issuer")).isFalse();
        EnvironmentCheck.require(List.of("BEAMLET_AUTH_FACILITY_1_ISSUER"), known);
    }

    @Test
    void aKeyThatStandsTwiceIsRefused() throws Exception {
        Path file = file("beamlet.http.port=1\nbeamlet.http.port=2\n");
        assertRefused(() -> Settings.load(file, Map.of()), "twice", PORT);
    }

    @Test
    void aSecretComesFromItsOwnFileThatNobodyElseReads() throws Exception {
        Path secret = Files.writeString(folder.resolve("password"), "s3cret\n");
        Path file = file("beamlet.store.password-file=password\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r-----"));
        Settings settings = Settings.load(file, Map.of());
        assertRefused(
                () -> settings.secret("beamlet.store.password"),
                secret.toString(),
                "chmod 600",
                "password-file");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        assertThat(settings.secret("beamlet.store.password")).contains("s3cret");
    }

    @Test
    void aSecretIsRefusedInTheFileAndOnTheCommandLine() throws Exception {
        Path file = file("beamlet.store.password=s3cret\n");
        assertRefused(() -> Settings.load(file, Map.of()), "password-file");
        assertRefused(
                () -> Settings.load(null, Map.of("beamlet.broker.password", "s3cret")),
                "password-file");
    }

    @Test
    void valuesOfTheWrongKindAreQuotedWithWhatToUse() throws Exception {
        Settings settings =
                Settings.load(
                        file(
                                """
                                beamlet.http.port=many
                                beamlet.http.allow-plain-text=yes
                                beamlet.tls.reload=5 minutes
                                beamlet.profile=prod
                                """),
                        Map.of());
        assertRefused(() -> settings.number(PORT, 0, 0, 9), "'many'", "0 to 9");
        assertRefused(() -> settings.flag("beamlet.http.allow-plain-text", false), "'yes'", "true");
        assertRefused(
                () -> settings.duration("beamlet.tls.reload", Duration.ZERO), "'5 minutes'", "5m");
        assertRefused(() -> Profile.of(settings), "'prod'", "production");
    }

    @Test
    void quantitiesAreReadAsPeopleWriteThem() {
        assertThat(Quantities.duration("250ms")).contains(Duration.ofMillis(250));
        assertThat(Quantities.duration("2h")).contains(Duration.ofHours(2));
        assertThat(Quantities.duration("7d")).contains(Duration.ofDays(7));
        assertThat(Quantities.duration("-1s")).isEmpty();
        assertThat(Quantities.bytes("17")).contains(17L);
        assertThat(Quantities.bytes("5G")).contains(5L << 30);
        assertThat(Quantities.bytes("5GB")).isEmpty();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("cloud.properties"), text);
    }

    private static void assertRefused(ThrowingCallable call, String... words) {
        assertThatThrownBy(call).isInstanceOf(BeamletException.class).message().contains(words);
    }
}

package org.beamlet.agent.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityMappingsTest {
    private static final Identity ALICE =
            new Identity(
                    Map.of(
                            "id", "11111111-2222-4333-8444-555555555555",
                            "username", "Alice@beamline.example.org",
                            "email", "alice@example.org"));

    @TempDir Path folder;

    private Path written(String text) throws IOException {
        return Files.writeString(folder.resolve("mapping.json"), text);
    }

    private static String rule(String more) {
        return "{\"DATA_TYPE\": \"expression_identity_mapping#1.0.0\", \"mappings\": [{%s}]}"
                .formatted(more);
    }

    private Optional<String> mapped(String text) throws IOException {
        return new IdentityMappings(written(text)).name(List.of(ALICE));
    }

    @Test
    void aRuleNamesAnAccountByWhatItsMatchFinds() throws IOException {
        String source = "\"source\": \"{username}\", ";
        assertThat(
                        mapped(
                                rule(
                                        source
                                                + "\"match\": \"(.*)@beamline\\\\.example\\\\.org\", \"output\": \"{0}\"")))
                .contains("Alice");
        assertThat(
                        mapped(
                                rule(
                                        source
                                                + "\"match\": \"(.*)@(.*)\\\\.example\\\\.org\", \"output\": \"{1}-{0}\"")))
                .contains("beamline-Alice");
        assertThat(mapped(rule(source + "\"match\": \"(?P<who>.*)@.*\", \"output\": \"x{0}\"")))
                .contains("xAlice");
        assertThat(
                        mapped(
                                rule(
                                        "\"source\": \"{id}|{email}\", \"match\": \".*\\\\|(.*)@.*\", \"output\": \"{0}\"")))
                .contains("alice");
        assertThat(
                        mapped(
                                rule(
                                        source
                                                + "\"match\": \"alice@beamline.example.org\", \"output\": \"a\", \"literal\": true, \"ignore_case\": true")))
                .contains("a");
        assertThat(
                        mapped(
                                rule(
                                        source
                                                + "\"match\": \"(alice|bob)@.*\", \"output\": \"shared\", \"ignore_case\": true")))
                .contains("shared");
    }

    /** Else somebody of another house would be one of this one's. */
    @Test
    void aMatchIsOfAllOfTheTextAndOfNoPart() throws IOException {
        String source = "\"source\": \"{username}\", ";
        assertThat(mapped(rule(source + "\"match\": \"Alice\", \"output\": \"a\""))).isEmpty();
        assertThat(mapped(rule(source + "\"match\": \"(.*)@beamline\", \"output\": \"{0}\"")))
                .isEmpty();
        assertThat(
                        mapped(
                                rule(
                                        source
                                                + "\"match\": \"Alice@beamlineXexample.org\", \"output\": \"a\"")))
                .isEmpty();
        assertThat(
                        mapped(
                                rule(
                                        source
                                                + "\"match\": \"Alice@beamline.exampleXorg\", \"output\": \"a\", \"literal\": true")))
                .isEmpty();
        assertThat(
                        mapped(
                                rule(
                                        "\"source\": \"{organization}\", \"match\": \".*\", \"output\": \"a\"")))
                .isEmpty();
        assertThat(mapped(rule(source + "\"match\": \".*\", \"output\": \"{3}\""))).isEmpty();
    }

    @Test
    void aFileThatChangesCountsAtOnceAndAFaultyOneMapsNobody() throws IOException {
        String one = rule("\"source\": \"{email}\", \"match\": \"(.*)@.*\", \"output\": \"{0}\"");
        Path file = written(one);
        IdentityMappings mappings = new IdentityMappings(file);
        assertThat(mappings.name(List.of(ALICE))).contains("alice");
        assertThat(mappings.refresh()).isFalse();

        written(
                "["
                        + rule("\"source\": \"{email}\", \"match\": \"nobody\", \"output\": \"x\"")
                        + "]");
        assertThat(mappings.refresh()).isTrue();
        assertThat(mappings.name(List.of(ALICE))).isEmpty();

        written("[{\"DATA_TYPE\": \"expression");
        assertThatThrownBy(() -> mappings.name(List.of(ALICE)))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_INVALID));
        Files.delete(file);
        assertThatThrownBy(() -> mappings.name(List.of(ALICE)))
                .isInstanceOf(BeamletException.class);
        written(one);
        assertThat(mappings.name(List.of(ALICE))).contains("alice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"DATA_TYPE\": \"expression_identity_mapping#2.0.0\", \"mappings\": []}",
                "{\"DATA_TYPE\": \"expression_identity_mapping#1.0.0\", \"mappings\": []}",
                "{\"DATA_TYPE\": \"expression_identity_mapping#1.0.0\", \"mappings\": [{\"source\": \"a\", \"match\": \"(\", \"output\": \"a\"}]}",
                "{\"DATA_TYPE\": \"expression_identity_mapping#1.0.0\", \"mappings\": [{\"source\": \"a\", \"output\": \"a\"}]}",
                "{\"DATA_TYPE\": \"expression_identity_mapping#1.0.0\", \"mappings\": [{\"source\": \"a\", \"match\": \"a\", \"output\": \"a\", \"macth\": \"b\"}]}",
                "{\"DATA_TYPE\": \"external_identity_mapping#1.0.0\", \"command\": [\"id\"]}",
                "{\"DATA_TYPE\": \"external_identity_mapping#1.0.0\", \"command\": [\"/not/there\"]}"
            })
    void whatItCannotMeanIsNamedAndMapsNobody(String text) {
        assertThatThrownBy(() -> mapped(text))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_INVALID));
    }

    @Test
    void aFileThatOthersMayChangeIsNotBelieved() throws IOException {
        String text = rule("\"source\": \"{email}\", \"match\": \"(.*)@.*\", \"output\": \"{0}\"");
        Path file = written(text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        assertThatThrownBy(() -> new IdentityMappings(file).name(List.of(ALICE)))
                .hasMessageContaining("can be changed by others");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(() -> new IdentityMappings(file).name(List.of(ALICE)))
                .hasMessageContaining("can be changed by others");
    }

    private String program(String script) throws IOException {
        Path program = Files.writeString(folder.resolve("map"), "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return "{\"DATA_TYPE\": \"external_identity_mapping#1.0.0\", \"command\": [\"%s\", \"first\"]}"
                .formatted(program);
    }

    @Test
    void aProgramIsGivenTheIdentityAndNamesTheAccount() throws IOException {
        Path seen = folder.resolve("seen");
        String text =
                program(
                        """
                        cat > %s.in; echo "$@" > %s.args; env > %s.env
                        echo '{"DATA_TYPE": "identity_mapping_output#1.0.0", "result": [{"id": "%s", "output": "asmith"}]}'
                        """
                                .formatted(seen, seen, seen, ALICE.id()));

        assertThat(mapped(text)).contains("asmith");

        assertThat(Json.read(Files.readString(Path.of(seen + ".in"))))
                .isEqualTo(
                        Json.read(
                                "{\"DATA_TYPE\": \"identity_mapping_input#1.0.0\", \"identities\": [%s]}"
                                        .formatted(ALICE.json())));
        assertThat(Files.readString(Path.of(seen + ".args"))).startsWith("first -c ");
        assertThat(Files.readString(Path.of(seen + ".env"))).doesNotContain("HOME=", "BEAMLET");
    }

    @Test
    void aProgramThatFailsOrAnswersOfSomebodyElseNamesNobody() throws IOException {
        assertThat(mapped(program("cat > /dev/null"))).isEmpty();
        assertThat(mapped(program("cat > /dev/null; echo '{\"result\": []}'"))).isEmpty();
        assertThatThrownBy(() -> mapped(program("echo no >&2; exit 3"))).hasMessageContaining("no");
        assertThatThrownBy(() ->
                        mapped(
                                program(
                                        "cat > /dev/null; echo '{\"result\": [{\"id\": \"other\", \"output\": \"root\"}]}'")))
                .hasMessageContaining("another identity");
    }

    @Test
    void whatCouldEndALineIsNoIdentity() {
        for (String name : List.of("a\\nb", "a\\u0000b", "a\\u202eb", "a\\u2028b")) {
            assertThatThrownBy(() ->
                            Identity.all(Json.read("[{\"username\": \"%s\"}]".formatted(name))))
                    .as(name)
                    .isInstanceOf(BeamletException.class);
        }
        assertThat(
                        Identity.all(Json.read("[{\"username\": \"Zoë@x\", \"n\": 1}]"))
                                .getFirst()
                                .fields())
                .isEqualTo(Map.of("username", "Zoë@x"));
    }
}

package org.beamlet.agent.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserTemplateTest {
    private static final String LOCAL =
            """
            engine:
              type: GlobusComputeEngine
              provider:
                type: LocalProvider
                worker_init: {{ init }}
            """;

    @TempDir Path folder;

    private String fill(String template, String options) {
        return new UserTemplate(template, "template", folder)
                .fill(UserOptions.parse(options), Surroundings.ofThisUser());
    }

    private void refuses(String template, String options, String... said) {
        assertThatThrownBy(() -> fill(template, options))
                .isInstanceOf(BeamletException.class)
                .hasMessageContainingAll(said);
    }

    private UserConfig config(String template, String options) {
        return UserConfig.of(
                new UserTemplate(template, "template", folder),
                Optional.empty(),
                UserOptions.parse(options),
                Surroundings.ofThisUser());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\n    init_blocks: 9",
                "x\"\n    max_blocks: 9 #",
                "\"",
                "\\",
                "\\\"\n",
                "x: {y: [z",
                "*alias &anchor !!tag | > %",
                "# no comment",
                "'single' \"double\"",
                "{{ secret }} {% raw %} {# x #}",
                "next\u0085line\u2028separator\u2029paragraph",
                "tab\tbell\u0007delete\u007f",
                "\uD83D\uDE00 ünïcode",
                "null",
                "yes",
                "---\n...",
                ""
            })
    void whateverAUserGivesStaysOneText(String evil) {
        ObjectNode options = Json.NODES.objectNode().put("init", evil);

        UserConfig filled =
                UserConfig.of(
                        new UserTemplate(LOCAL, "template", folder),
                        Optional.empty(),
                        new UserOptions(options),
                        Surroundings.ofThisUser());

        assertThat(filled.config().engine().provider().workerInit()).isEqualTo(evil);
        assertThat(filled.config().engine().provider().blocks().maxBlocks()).isEqualTo(1);
    }

    @Test
    void aTextInsideAListOrAMappingStaysOneText() {
        String yaml =
                fill("a: {{ l }}\nb: {{ m }}\n", "{\"l\": [\"x]: y\"], \"m\": {\"k\": \"}\\n\"}}");

        assertThat(yaml).isEqualTo("a: [\"x]: y\"]\nb: {\"k\": \"}\\n\"}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: b", "a\nb", "", "{{ x }}", "ключ"})
    void aNameThatCouldBeMoreThanANameIsRefused(String name) {
        ObjectNode options = Json.NODES.objectNode();
        options.putObject("env").put(name, 1);

        assertThatThrownBy(() -> new UserOptions(options)).hasMessageContaining("has the name");
    }

    @Test
    void namesOfTheEndpointItselfLongAndDeepOptionsAreRefused() {
        assertThatThrownBy(() -> UserOptions.parse("{\"_GC\": {}}")).hasMessageContaining("_GC");
        assertThatThrownBy(() -> UserOptions.parse("[]")).hasMessageContaining("no JSON object");
        assertThatThrownBy(() -> UserOptions.parse("{\"a\": \"%s\"}".formatted("x".repeat(70_000))))
                .hasMessageContaining("longer than");
        assertThatThrownBy(() ->
                        UserOptions.parse(
                                "{\"a\": %s1%s}".formatted("[".repeat(20), "]".repeat(20))))
                .hasMessageContaining("nested deeper");
    }

    @Test
    void numbersFlagsAndNothingStandAsTheyAre() {
        assertThat(
                        fill(
                                "{{ i }} {{ f }} {{ t }} {{ n }}",
                                "{\"i\":3,\"f\":1.5,\"t\":true,\"n\":null}"))
                .isEqualTo("3 1.5 true null");
    }

    @Test
    void shellEscapeMakesOneWord() {
        assertThat(fill("{{ a|shell_escape }}", "{\"a\": \"it's $(rm)\"}"))
                .isEqualTo("\"'it'\\\\''s $(rm)'\"");
        assertThat(fill("{{ a|shell_escape }} {{ 3|shell_escape }}", "{\"a\": \"plain\"}"))
                .isEqualTo("\"plain\" 3");
    }

    @Test
    void whatIsNotGivenIsNamedWithItsLine() {
        refuses("a: 1\nb: {{ account }}\nc: {{ queue }}\n", "{}", "line 2: 'account' is not given");
        assertThat(fill("{{ a|default() }}|{{ a|default('x') }}|{{ a|d(5) }}", "{}"))
                .isEqualTo("|x|5");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ a.getClass() }}",
                "{{ a.class.classLoader }}",
                "{{ ''.getClass().forName('java.lang.Runtime') }}",
                "{{ ____int3rpr3t3r____ }}",
                "{{ a.repeat(1000000) }}",
                "{{ a.format('%99999999d', 1) }}",
                "{{ '{{ a }}'|render }}",
                "{{ a|fromjson }}",
                "{% include '/etc/passwd' %}",
                "{% include '../config.yaml' %}",
                "{% include 'endpoint.json' %}",
                "{% import 'absent.yaml' as x %}",
                "{% do a.b() %}",
                "{{ a|nosuchfilter }}",
                "{% nosuchtag %}",
                "{{ a",
                "{% if a %}"
            })
    void aTemplateReachesNeitherClassesNorFilesNorWhatJinjaDoesNotHave(String template) {
        refuses(template, "{\"a\": \"x\"}", "template");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {% for i in range(999) %}{% for j in range(999) %}{% for k in range(9) %}.{% endfor %}{% endfor %}{% endfor %}
                    {% macro m(n) %}{{ m(n) }}{% endmacro %}{{ m(1) }}
                    {% include 'self.yaml' %}
                    {% set s = 'xxxxxxxxxx' %}{% for i in range(40) %}{% set s = s ~ s %}{% endfor %}{{ s }}
                    """)
    void aTemplateThatDoesTooMuchIsGivenUp(String template) throws IOException {
        Files.writeString(folder.resolve("self.yaml"), "{% include 'self.yaml' %}");

        assertThatThrownBy(() -> fill(template, "{}")).isInstanceOf(BeamletException.class);
    }

    @Test
    void aTemplateIncludesAndExtendsTheYamlFilesBesideIt() throws IOException {
        Files.writeString(
                folder.resolve("base.yaml"),
                "engine:\n  type: GlobusComputeEngine\n{% block provider %}{% endblock %}");
        Files.writeString(folder.resolve("test.yaml"), "    max_blocks: {{ blocks }}\n");

        UserConfig filled =
                config(
                        """
                        {% extends "base.yaml" %}
                        {% block provider %}
                          provider:
                            type: LocalProvider
                        {% include "test.yaml" %}
                        {% endblock %}
                        """,
                        "{\"blocks\": 7}");

        assertThat(filled.config().engine().provider().blocks().maxBlocks()).isEqualTo(7);
    }

    @Test
    void aLinkBesideATemplateIsNotFollowed() throws IOException {
        Path outside = Files.writeString(folder.resolve("secret.txt"), "secret");
        Files.createSymbolicLink(folder.resolve("link.yaml"), outside);

        refuses("{% include 'link.yaml' %}", "{}", "link.yaml");
    }

    @Test
    void faultsOfTheResultAreToldAtOnceWithItsLines() {
        assertThatThrownBy(() ->
                        config(
                                "engine:\n  type: {{ type }}\n  max_workers_per_node: {{ n }}\n",
                                "{\"type\": \"GlobusComputeEngin\", \"n\": 0}"))
                .hasMessageContainingAll("filled in", "line 2: engine.type", "line 3: ");
    }

    @Test
    void theSameMeaningHasTheSameDigest() {
        String other =
                """
                # A comment, another order, and a key that says nothing.
                engine:
                  provider: {worker_init: {{ init }}, type: LocalProvider, account:}
                  type: GlobusComputeEngine
                """
                        .replace(", account:", "");
        String a = config(LOCAL, "{\"init\": \"x\"}").digest();

        assertThat(config(other, "{\"init\": \"x\", \"unused\": 1}").digest()).isEqualTo(a);
        assertThat(config(LOCAL + "display_name: null\n", "{\"init\": \"x\"}").digest())
                .isEqualTo(a);
        assertThat(config(LOCAL, "{\"init\": \"y\"}").digest()).isNotEqualTo(a).hasSize(64);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"$ref": "file:///etc/passwd"}                  | refers to
                    {"properties": {"a": {"$ref": "http://x/y"}}}   | refers to
                    {"$schema": "http://example.org/own"}           | refers to
                    {"type": 5}                                     | schema
                    """)
    void aSchemaReadsNothingButItself(String schema, String said) {
        assertThatThrownBy(() ->
                        UserSchema.parse(schema, "schema").check(UserOptions.parse("{\"a\": 1}")))
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining(said);
    }
}

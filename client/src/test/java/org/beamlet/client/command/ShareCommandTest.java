package org.beamlet.client.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.beamlet.client.FakeService;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.id.EndpointId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code beamlet share}, by name and by id. */
class ShareCommandTest {
    private static final EndpointId LAB = EndpointId.random();

    @TempDir private Path folder;
    private FakeService service;

    @BeforeEach
    void start() throws IOException {
        service = new FakeService();
        service.on(
                "GET /v2/endpoints",
                List.of(Map.of("uuid", LAB.toString(), "name", "lab", "owner", "me")));
        service.on(
                "PUT /beamlet/v1/endpoints/%s/sharing".formatted(LAB),
                Map.of("public", false, "groups", List.of("8-ID-I")));
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private CommandRun share(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "share";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return CommandRun.in(
                folder,
                Map.of("BEAMLET_URL", service.url().toString(), "BEAMLET_TOKEN", "secret"),
                all);
    }

    @Test
    void anEndpointIsNamed() {
        CommandRun run = share("endpoint", "lab", "--group", "8-ID-I");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out()).contains("endpoint 'lab' is shared with group 8-ID-I");
        assertThat(
                        share("endpoint", LAB.toString(), "--group", "8-ID-I", "--json")
                                .json()
                                .path("groups")
                                .path(0)
                                .asText())
                .isEqualTo("8-ID-I");
    }

    @Test
    void whatTheServiceMakesOfItIsSaid() {
        service.on(
                "PUT /beamlet/v1/functions/%s/sharing"
                        .formatted(CatalogFunctionId.of("diagnostics.noop", "1.0.0")),
                Map.of("public", true));
        CommandRun run = share("function", "diagnostics.noop", "--nobody");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out()).contains("is shared with everybody");
    }

    @Test
    void withWhomMustBeSaid() {
        assertThat(share("endpoint", "lab").exit()).isEqualTo(2);
        assertThat(share("endpoint", "lob", "--public").exit()).isEqualTo(2);
        assertThat(share("beamline", "lab", "--public").error()).contains("function or endpoint");
    }
}

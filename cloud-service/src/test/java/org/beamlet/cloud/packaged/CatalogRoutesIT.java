package org.beamlet.cloud.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.beamlet.cloud.peer.Rest;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.payload.FunctionCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions of the catalog at the routes. */
class CatalogRoutesIT {
    private static final String ID = CatalogFunctionId.of("xpcs.g2", "1.2.0").toString();
    private static final Map<String, String> CODE =
            Map.of(
                    "function_name",
                    "anything",
                    "function_code",
                    new FunctionCode("xpcs.g2", "1.2.0").packed());

    @TempDir Path folder;

    private static void assertError(Rest.Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.text()).contains(code);
    }

    @Test
    void aCatalogFunctionHasItsOwnIdAndIsEverybodysOnceAnOperatorPublishesIt() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(folder)) {
            Rest alice = service.user("alice");
            Rest bob = service.user("bob");
            Rest operator =
                    service.nobody()
                            .as(
                                    ServiceProcess.command(
                                                    folder, "token", "--user", "ada", "--operator")
                                            .lastWord());

            assertError(alice.post("/v3/functions", CODE), 403, "OPERATOR_REQUIRED");
            for (Rest user : List.of(operator, alice, bob)) {
                assertThat(user.post("/v3/functions", CODE).ok().path("function_uuid").asText())
                        .isEqualTo(ID);
            }
            JsonNode listed = bob.get("/beamlet/v1/functions?name=xpcs.g2").ok();
            assertThat(listed).hasSize(1);
            assertThat(listed.path(0).path("version").asText()).isEqualTo("1.2.0");
            operator.delete("/v2/functions/" + ID).ok();
            assertError(bob.get("/v2/functions/" + ID), 404, "FUNCTION_NOT_FOUND");
            assertError(bob.post("/v3/functions", CODE), 403, "OPERATOR_REQUIRED");
            operator.post("/v3/functions", CODE).ok();
            bob.get("/v2/functions/" + ID).ok();
        }
    }
}

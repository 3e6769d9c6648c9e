package org.beamlet.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class CatalogTest {
    private static final Catalog CATALOG = Catalog.load();

    @Test
    void holdsAllFunctions() {
        assertThat(CATALOG.functions().stream().map(CatalogFunction::name))
                .containsExactly(
                        "diagnostics.append",
                        "diagnostics.noop",
                        "diagnostics.sleep",
                        "xpcs.correlate");
    }

    @Test
    void findsByNameVersionAndId() {
        CatalogFunction function = CATALOG.find("xpcs.correlate").orElseThrow();
        assertThat(CATALOG.find("xpcs.correlate", "1.1.0")).containsSame(function);
        assertThat(CATALOG.find(function.id())).containsSame(function);
        assertThat(CATALOG.find("xpcs.correlate", "0.9.0")).isEmpty();
        assertThat(CATALOG.find("xpcs.guess")).isEmpty();
    }

    @Test
    void everySchemaIsStrictAndDescribesItsArguments() {
        for (CatalogFunction function : CATALOG.functions()) {
            JsonNode schema = function.schema();
            assertThat(schema.path("$schema").asText()).contains("2020-12");
            assertThat(schema.path("type").asText()).isEqualTo("object");
            assertThat(schema.path("additionalProperties").asBoolean(true)).isFalse();
            for (JsonNode property : schema.path("properties")) {
                assertThat(property.path("description").asText()).as(function.name()).isNotBlank();
            }
            schema.path("properties")
                    .fieldNames()
                    .forEachRemaining(name -> {
                        boolean required = schema.path("required").toString().contains("\"" + name);
                        boolean hasDefault = schema.path("properties").path(name).has("default");
                        assertThat(required)
                                .as("%s: %s", function.name(), name)
                                .isNotEqualTo(hasDefault);
                    });
            assertThat(function.description()).isNotBlank();
        }
    }
}

package org.beamlet.protocol.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdTest {
    @Test
    void nameBasedIdsAgreeWithTheStandard() {
        // Example of RFC 9562, appendix A.4.
        UUID dns = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

        assertThat(NameBasedUuid.of(dns, "www.example.com"))
                .hasToString("2ed6657d-e927-568b-95e1-2665a8aea6a2");
    }

    @Test
    void catalogIdsAreFixedForEver() {
        // Flows carry this id in their code: it must never change.
        assertThat(CatalogFunctionId.of("xpcs.correlate", "1.0.0"))
                .hasToString("8510591e-d849-592e-9082-88474152cca1");
        assertThat(CatalogFunctionId.of("xpcs.correlate", "1.0.1"))
                .isNotEqualTo(CatalogFunctionId.of("xpcs.correlate", "1.0.0"));
    }

    @Test
    void capitalsAreRead() {
        assertThat(TaskId.parse("0D3F6C1E-8A0B-4A5E-9A55-3F1D2C4B5A69"))
                .hasToString("0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7",
                "1-1-1-1-1",
                "0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a6",
                "../../etc/passwd",
                "0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a6g",
                "0d3f6c1e08a0b-4a5e-9a55-3f1d2c4b5a69",
                "0d3f6c1e-8a0b-4a5e-9a55--f1d2c4b5a69",
                "0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a6\uff11"
            })
    void anythingElseIsRefusedAndQuoted(String text) {
        assertThatThrownBy(() -> EndpointId.parse(text))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_UUID))
                .hasMessageContaining("'" + text + "'");
    }
}

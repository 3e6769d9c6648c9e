package org.beamlet.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskedTest {
    private final Masked masked = new Masked(List.of("known-to-beamlet", "ab"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "token: hunter22",
                "  - api_key: 'hunter22'",
                "my_password : hunter22 and more",
                "{\"access_token\": \"hunter22\", \"x\": 1}",
                "engine: {type: X, secret: hunter22}",
                "export DB_PASSWORD=hunter22",
                "export S3_SECRET_KEY=\"hunter22 with blanks\"",
                "curl --token hunter22 https://x",
                "Authorization: Bearer hunter22hunter22",
                "amqps://user:hunter22@broker.example.org:5671/v",
                "connect to http://hunter22@proxy:3128 now",
                "proxy: me:hunter22@proxy.example:3128",
                "export https_proxy=me:hunter22@proxy.example:3128",
                "\"HTTPS_PROXY\" : \"me:hunter22@proxy.example:3128\"",
                "bl_hunter22hunter22hunter22",
                "Bearer eyJhunter22hunter22.eyJhunter22.hunter22",
                "credentials: |\n  hunter22\n\n  hunter22\nnext: 1",
                "private_key:\n    hunter22\n",
                "-----BEGIN PRIVATE KEY-----\nhunter22\n-----END PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----\nhunter22"
            })
    void whatLooksLikeASecretIsMasked(String text) {
        assertThat(masked.text(text)).contains(Masked.MASK).doesNotContain("hunter22");
    }

    @Test
    void whatIsKnownIsMaskedWhereverItIsAndWhatIsShortIsNot() {
        assertThat(masked.text("x known-to-beamlet y, cab")).isEqualTo("x ***** y, cab");
    }

    @Test
    void theRestStaysAsItIs() {
        String config =
                """
                display_name: my lab
                engine:
                  type: GlobusComputeEngine
                  provider:
                    type: SlurmProvider
                    worker_init: |
                      module load python
                      source ~/env/bin/activate
                """;
        assertThat(masked.text(config)).isEqualTo(config);
        assertThat(masked.text("a: 1\nsecret: x1y2z3\nb: 2"))
                .isEqualTo("a: 1\nsecret: *****\nb: 2");
    }
}

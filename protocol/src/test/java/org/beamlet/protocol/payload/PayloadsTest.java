package org.beamlet.protocol.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadsTest {
    @Test
    void lengthsCountCodePointsAsPythonDoes() {
        // len('11\n"😀"') is 6 in Python, 7 in UTF-16 units and 9 in UTF-8 bytes.
        assertThat(Payloads.pack("11\n\"😀\"")).isEqualTo("6\n11\n\"😀\"");
    }

    @Test
    void packedTextsJoinByConcatenation() {
        String function = Payloads.pack("st\nf:def f(): pass");
        String arguments = Payloads.pack("11\n[]", "11\n{\"é\":\"𝒳\"}");

        assertThat(Payloads.unpack(function + arguments))
                .containsExactly("st\nf:def f(): pass", "11\n[]", "11\n{\"é\":\"𝒳\"}");
    }

    @Test
    void whateverIsPackedComesBack() {
        long seed = 20261121L;
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            List<String> buffers = new ArrayList<>();
            for (int i = random.nextInt(5); i > 0; i--) {
                buffers.add(randomText(random));
            }
            assertThat(Payloads.unpack(Payloads.pack(buffers)))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(buffers);
        }
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
            int point =
                    switch (random.nextInt(3)) {
                        case 0 -> random.nextInt(0x80);
                        case 1 -> 0x80 + random.nextInt(0x700);
                        default -> 0x10000 + random.nextInt(0x10000);
                    };
            text.appendCodePoint(point);
        }
        return text.toString();
    }

    @Test
    void emptyTextHoldsNoBuffers() {
        assertThat(Payloads.unpack("")).isEmpty();
        assertThat(Payloads.unpack("0\n0\n")).containsExactly("", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "\n",
                "3",
                "3\nab",
                "-1\na",
                "+1\na",
                "1.0\na",
                "99999999999999999999\na",
                "2147483648\na",
                "1\nab",
                " 1\na",
                "١\na"
            })
    void brokenTextsAreRefusedWithARemedy(String packed) {
        assertThatThrownBy(() -> Payloads.unpack(packed))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.PAYLOAD_INVALID);
                            assertThat(e.remedy()).isNotBlank();
                        });
    }
}

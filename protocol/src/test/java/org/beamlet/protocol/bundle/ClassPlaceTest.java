package org.beamlet.protocol.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassPlaceTest {
    /** One whose class file is not called as the source. */
    private static final class Nested {}

    @ParameterizedTest
    @ValueSource(classes = {ClassPlace.class, Nested.class, JsonNode.class})
    void theClassFileLiesWhereTheClassSaysItCameFrom(Class<?> type) throws Exception {
        URL location = type.getProtectionDomain().getCodeSource().getLocation();

        assertThat(ClassPlace.ofResource(type)).isEqualTo(ClassPlace.of(type)).isPresent();
        assertThat(ClassPlace.of(type).orElseThrow().toUri()).isEqualTo(location.toURI());
    }

    @Test
    void oneThatIsInNoFileCameFromNowhereAlsoIfItHasANamesake() throws Exception {
        Class<?> made = new InMemory().make(Nested.class);

        assertThat(made).isNotSameAs(Nested.class);
        assertThat(made.getName()).isEqualTo(Nested.class.getName());
        assertThat(ClassPlace.of(made)).isEmpty();
    }

    /** Says as little of its classes as a start cache does. */
    private static final class InMemory extends ClassLoader {
        InMemory() {
            super(ClassPlaceTest.class.getClassLoader());
        }

        Class<?> make(Class<?> like) throws IOException {
            String file = "/" + like.getName().replace('.', '/') + ".class";
            try (InputStream in = Objects.requireNonNull(like.getResourceAsStream(file))) {
                byte[] code = in.readAllBytes();
                CodeSource silent = new CodeSource((URL) null, (Certificate[]) null);
                return defineClass(
                        like.getName(), code, 0, code.length, new ProtectionDomain(silent, null));
            }
        }
    }
}

package org.beamlet.providers.pbs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** What OpenPBS 23.06.06 has printed. */
final class Corpus {
    private Corpus() {}

    static String text(String name) {
        try (InputStream file =
                Objects.requireNonNull(Corpus.class.getResourceAsStream("/pbs/" + name))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

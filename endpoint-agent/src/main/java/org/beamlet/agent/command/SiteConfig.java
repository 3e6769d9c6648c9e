package org.beamlet.agent.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * The configuration of a real site, from which an endpoint there begins.
 *
 * @param text as it stands in {@code configs/}
 */
record SiteConfig(String text) {
    private static final List<String> NAMES =
            List.of(
                    "als-beamline",
                    "aurora",
                    "bebop",
                    "improv",
                    "laptop",
                    "perlmutter-cpu",
                    "perlmutter-gpu",
                    "polaris",
                    "swing",
                    "theta",
                    "workstation");

    /** Marks lines that a person has to fill in. */
    private static final String MARK = "# CHANGE: ";

    /** Those that there are, for the command's help. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return NAMES.iterator();
        }
    }

    /**
     * {@return that of a site}
     *
     * @throws BeamletException with code USAGE if there is none of that name
     */
    static SiteConfig of(String site) {
        if (!NAMES.contains(site)) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    "there is no configuration of a site '%s'".formatted(site),
                    "name one of %s, or give a file with --endpoint-config"
                            .formatted(String.join(", ", NAMES)));
        }
        try (InputStream in =
                SiteConfig.class.getResourceAsStream("/sites/%s/config.yaml".formatted(site))) {
            if (in == null) {
                throw new BeamletException(
                        ErrorCode.INSTALLATION_INCOMPLETE,
                        "the configuration of %s is not in this installation".formatted(site),
                        "build it again, or give a file with --endpoint-config");
            }
            return new SiteConfig(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return what a person has to fill in, a line each, with its number} */
    List<String> changes() {
        List<String> changes = new ArrayList<>();
        List<String> lines = text.lines().toList();
        for (int number = 1; number <= lines.size(); number++) {
            String line = lines.get(number - 1);
            int mark = line.indexOf(MARK);
            if (mark >= 0) {
                changes.add(
                        "line %d, %s: %s"
                                .formatted(
                                        number,
                                        line.substring(0, line.indexOf(':')).strip(),
                                        line.substring(mark + MARK.length())));
            }
        }
        return changes;
    }
}

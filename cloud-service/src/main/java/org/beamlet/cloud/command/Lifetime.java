package org.beamlet.cloud.command;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Durations as people write them: {@code 30s}, {@code 15m}, {@code 8h}, {@code 90d}. */
final class Lifetime {
    private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,6})([smhd])");

    private Lifetime() {}

    static @Nullable Long seconds(String option, @Nullable String text) {
        if (text == null) {
            return null;
        }
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    "%s is '%s'".formatted(option, text),
                    "give a number and a unit: 30s, 15m, 8h or 90d");
        }
        long count = Long.parseLong(matcher.group(1));
        Duration duration =
                switch (matcher.group(2)) {
                    case "s" -> Duration.ofSeconds(count);
                    case "m" -> Duration.ofMinutes(count);
                    case "h" -> Duration.ofHours(count);
                    default -> Duration.ofDays(count);
                };
        return duration.toSeconds();
    }
}

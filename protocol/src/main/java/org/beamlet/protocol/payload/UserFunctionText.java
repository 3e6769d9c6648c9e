package org.beamlet.protocol.payload;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/** The text around the JSON: a function that Python can read, and whose call explains. */
final class UserFunctionText {
    private static final String MARK = "\n# beamlet.java/1 ";
    private static final int LONGEST_HEAD = 4000;
    private static final Pattern HEAD =
            Pattern.compile(
                    """
                    st
                    (\\w+):def \\1\\(\\*arguments, \\*\\*named\\):
                        raise RuntimeError\\("[^"\\\\\\n]*"\\)
                    """);

    private UserFunctionText() {}

    /** What the last line holds. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Body(
            @JsonProperty(value = "kind", required = true) String kind,
            @JsonProperty(value = "entry", required = true) String entry,
            @JsonProperty("artifact") @Nullable String artifact,
            @JsonProperty("size") @Nullable Long size,
            @JsonProperty("file") @Nullable String file,
            @JsonProperty("source") @Nullable String source) {

        @SuppressWarnings({"ConstantValue", "RedundantNullCheck"})
        UserFunction function() {
            if (kind == null || entry == null) {
                throw invalid("kind or entry is missing");
            }
            JavaEntry method = JavaEntry.parse(entry);
            if (kind.equals("jar") && artifact != null && size != null) {
                return new UserFunction.Jar(artifact, size, method);
            }
            if (kind.equals("source") && file != null && source != null) {
                return new UserFunction.Source(file, source, method);
            }
            throw invalid("kind '%s', or what belongs to it is missing".formatted(kind));
        }
    }

    static String of(UserFunction function) {
        JavaEntry entry = function.entry();
        // With the class before it, no method's name is a keyword of Python's.
        String name = "java_" + entry.shortName().replaceAll("\\W", "_");
        Body body =
                switch (function) {
                    case UserFunction.Jar jar ->
                            new Body("jar", entry.toString(), jar.sha256(), jar.size(), null, null);
                    case UserFunction.Source source ->
                            new Body(
                                    "source",
                                    entry.toString(),
                                    null,
                                    null,
                                    source.file(),
                                    source.text());
                };
        return """
        %s:def %s(*arguments, **named):
            raise RuntimeError("%s is a Java function: it runs on endpoints of \
        Beamlet alone. Submit it to one, or have this one brought up to date if it is")
        """
                        .formatted(name, name, entry)
                + MARK
                + Json.write(body);
    }

    static Optional<String> json(String buffer) {
        int mark = buffer.indexOf(MARK, 0, Math.min(buffer.length(), LONGEST_HEAD));
        if (mark < 0) {
            return Optional.empty();
        }
        Matcher head = HEAD.matcher(buffer.substring(0, mark));
        return head.matches()
                ? Optional.of(buffer.substring(mark + MARK.length()))
                : Optional.empty();
    }

    static UserFunction read(String json) {
        return Json.read(json, Body.class).function();
    }

    static BeamletException invalid(String why) {
        return new BeamletException(
                ErrorCode.PAYLOAD_INVALID,
                "the function's code is none: " + why,
                "register it with `beamlet function register` or with BeamletClient");
    }
}

package org.beamlet.agent.template;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.filter.Filter;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.json.Json;
import org.beamlet.providers.launcher.ShellWord;
import org.jspecify.annotations.Nullable;

/** The filter {@code shell_escape}: a text becomes one word of a shell, still in YAML's quotes. */
record ShellEscapeFilter() implements Filter {
    @Override
    public String getName() {
        return "shell_escape";
    }

    @Override
    public @Nullable Object filter(
            @Nullable Object value, JinjavaInterpreter interpreter, String... arguments) {
        if (!(value instanceof String text)) {
            return value;
        }
        String plain = text;
        if (text.startsWith("\"")) {
            try {
                plain = Json.read(text).asText(text);
            } catch (BeamletException _) {
                // Of the template's own making: it goes on as it is.
            }
        }
        return YamlValue.quoted(ShellWord.of(plain));
    }
}

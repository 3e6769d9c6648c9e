package org.beamlet.agent.template;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.filter.Filter;
import org.jspecify.annotations.Nullable;

/**
 * The filter {@code default}, which may stand without a value: it is then nothing.
 *
 * @param name by which a template calls it
 */
record DefaultFilter(String name) implements Filter {
    @Override
    public String getName() {
        return name;
    }

    @Override
    public Object filter(
            @Nullable Object value, JinjavaInterpreter interpreter, String... arguments) {
        boolean falseToo = arguments.length > 1 && Boolean.parseBoolean(arguments[1]);
        if (value != null && !(falseToo && isFalse(value))) {
            return value;
        }
        return arguments.length == 0 ? "" : arguments[0];
    }

    private static boolean isFalse(Object value) {
        return value.equals(false) || value.equals("") || value.equals("\"\"");
    }
}

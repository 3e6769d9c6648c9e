package org.beamlet.agent.template;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.tag.SetTag;
import com.hubspot.jinjava.tree.TagNode;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tag {@code set}, which takes a list apart: {@code {% set major, minor = version %}}. */
final class UnpackingSet extends SetTag {
    private static final long serialVersionUID = 1;

    private static final Pattern SEVERAL =
            Pattern.compile("\\s*(\\w+(?:\\s*,\\s*\\w+)+)\\s*=\\s*([\\w.]+)\\s*");

    @Override
    public String interpret(TagNode node, JinjavaInterpreter interpreter) {
        Matcher several = SEVERAL.matcher(node.getHelpers());
        if (several.matches()
                && interpreter.resolveELExpression(several.group(2), node.getLineNumber())
                        instanceof Collection<?> values) {
            List<String> names = List.of(several.group(1).split("\\s*,\\s*", -1));
            if (names.size() == values.size()) {
                Iterator<?> each = values.iterator();
                names.forEach(name -> interpreter.getContext().put(name, each.next()));
                return "";
            }
        }
        return super.interpret(node, interpreter);
    }
}

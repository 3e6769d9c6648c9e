package org.beamlet.agent.template;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.el.JinjavaProcessors;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.Context.Library;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * A configuration with gaps.
 *
 * @param text of the template
 * @param name how faults call it
 * @param folder whose YAML files it may include
 */
public record UserTemplate(String text, String name, Path folder) {
    static final int MAX_CHARACTERS = 256 * 1024;
    private static final int MAX_DEPTH = 10;
    private static final int MAX_ITEMS = 1000;

    /** The name by which Jinjava hands out itself. */
    private static final String ITSELF = "____int3rpr3t3r____";

    /** Learnt once: all that Jinjava brings and a template may not use. */
    private static final Map<Library, Set<String>> FORBIDDEN = forbidden();

    public UserTemplate {
        bounded(text, name);
    }

    /** {@return the template of a file} */
    public static UserTemplate read(Path file) {
        return new UserTemplate(
                ConfigReader.text(file), file.toString(), file.toAbsolutePath().resolveSibling(""));
    }

    static String bounded(String text, String name) {
        if (text.length() > MAX_CHARACTERS) {
            throw faulty(name, "is longer than %d characters".formatted(MAX_CHARACTERS));
        }
        if (text.contains(ITSELF)) {
            throw faulty(name, "speaks of its own interpreter");
        }
        return text;
    }

    /**
     * Fills in the gaps.
     *
     * @param options of the user
     * @param surroundings what the endpoint itself fills in
     * @return YAML
     * @throws BeamletException with code CONFIG_INVALID, naming the fault with its line
     */
    public String fill(UserOptions options, Surroundings surroundings) {
        Budget budget = new Budget(System::nanoTime);
        Map<String, Object> values = new HashMap<>(YamlValue.map(options.json()));
        values.putAll(surroundings.values());
        RenderResult result = jinjava(budget).renderForResult(text, values);
        if (budget.over()) {
            throw faulty(
                    name,
                    "does more than %d steps in %d s"
                            .formatted(Budget.STEPS, Budget.TIME.toSeconds()));
        }
        List<TemplateError> errors = result.getErrors();
        if (!errors.isEmpty()) {
            throw faulty(
                    name,
                    errors.stream().map(this::told).distinct().collect(Collectors.joining("; ")));
        }
        return result.getOutput();
    }

    private String told(TemplateError error) {
        String said = String.valueOf(error.getMessage()).lines().findFirst().orElse("");
        String unknown = "Unknown token found: ";
        int at = said.indexOf(unknown);
        String what =
                at >= 0
                        ? "'%s' is not given".formatted(said.substring(at + unknown.length()))
                        : said.replaceFirst("^(Interpret|Invalid\\w*)Exception: ", "");
        return "line %d: %s".formatted(error.getLineno(), what);
    }

    private static BeamletException faulty(String name, String what) {
        return new BeamletException(
                ErrorCode.CONFIG_INVALID,
                "%s: %s".formatted(name, what),
                "edit the template, or give what it asks for in user_endpoint_config");
    }

    private Jinjava jinjava(Budget budget) {
        JinjavaConfig config =
                JinjavaConfig.newBuilder()
                        // What a user gives is never taken for a template.
                        .withNestedInterpretationEnabled(false)
                        .withFailOnUnknownTokens(true)
                        .withDisabled(FORBIDDEN)
                        .withRestrictedMethods(Words.METHODS)
                        .withMaxOutputSize(MAX_CHARACTERS)
                        .withMaxStringLength(MAX_CHARACTERS)
                        .withMaxRenderDepth(MAX_DEPTH)
                        .withMaxMacroRecursionDepth(MAX_DEPTH)
                        .withMaxListSize(MAX_ITEMS)
                        .withMaxMapSize(MAX_ITEMS)
                        .withRangeLimit(MAX_ITEMS)
                        .withKeepTrailingNewline(true)
                        .withReadOnlyResolver(true)
                        .withLegacyOverrides(
                                LegacyOverrides.newBuilder()
                                        .withIterateOverMapKeys(true)
                                        .withUseNaturalOperatorPrecedence(true)
                                        .withParseWhitespaceControlStrictly(true)
                                        .withAllowAdjacentTextNodes(true)
                                        .withKeepNullableLoopValues(true)
                                        .build())
                        .withProcessors(
                                JinjavaProcessors.newBuilder()
                                        .withNodePreProcessor((_, _) -> budget.step())
                                        .build())
                        .build();
        Jinjava jinjava = new Jinjava(config);
        Context global = jinjava.getGlobalContext();
        global.registerFilter(new DefaultFilter("default"));
        global.registerFilter(new DefaultFilter("d"));
        global.registerFilter(new ShellEscapeFilter());
        global.registerTag(new UnpackingSet());
        jinjava.setResourceLocator(new TemplateFolder(folder));
        return jinjava;
    }

    private static Map<Library, Set<String>> forbidden() {
        Context all = new Jinjava().getGlobalContext();
        return Map.of(
                Library.TAG,
                without(all.getAllTags(), tag -> tag.getName(), Words.TAGS),
                Library.FILTER,
                without(all.getAllFilters(), filter -> filter.getName(), Words.FILTERS),
                Library.FUNCTION,
                without(all.getAllFunctions(), function -> function.getName(), Words.FUNCTIONS));
    }

    private static <T> Set<String> without(
            Collection<T> all, Function<T, String> named, Set<String> allowed) {
        Set<String> names = new HashSet<>(all.stream().map(named).toList());
        names.removeIf(name -> allowed.contains(name) || name.startsWith("end"));
        return Set.copyOf(names);
    }
}

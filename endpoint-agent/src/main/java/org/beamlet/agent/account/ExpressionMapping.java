package org.beamlet.agent.account;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** {@code expression_identity_mapping#1.0.0}: the first rule that fits an identity names it. */
record ExpressionMapping(List<Rule> rules) implements IdentityMapping {
    static final String TYPE = "expression_identity_mapping#1.0.0";

    private static final Pattern FIELD = Pattern.compile("\\{([A-Za-z0-9_]*)}");
    private static final Set<String> KEYS =
            Set.of("source", "match", "output", "literal", "ignore_case");

    ExpressionMapping {
        rules = List.copyOf(rules);
    }

    /**
     * One rule.
     *
     * @param source text with fields of the identity in braces
     * @param match all of that text, never a part of it
     * @param output text with groups of the match in braces, and fields of the identity
     */
    record Rule(String source, Pattern match, String output) {
        Optional<String> name(Identity identity) {
            Optional<String> text =
                    filled(source, field -> Optional.ofNullable(identity.fields().get(field)));
            if (text.isEmpty()) {
                return Optional.empty();
            }
            Matcher found = match.matcher(text.get());
            if (!found.matches()) {
                return Optional.empty();
            }
            return filled(output, field -> group(found, field, identity));
        }

        private static Optional<String> group(Matcher found, String field, Identity identity) {
            if (!field.matches("\\d{1,2}")) {
                return Optional.ofNullable(identity.fields().get(field));
            }
            int number = Integer.parseInt(field) + 1;
            return number > found.groupCount()
                    ? Optional.empty()
                    : Optional.ofNullable(found.group(number));
        }
    }

    static ExpressionMapping read(JsonNode document, MappingFaults faults) {
        List<Rule> rules = new ArrayList<>();
        JsonNode mappings = document.path("mappings");
        if (!mappings.isArray() || mappings.isEmpty()) {
            throw faults.fault("has no list of mappings", "give at least one");
        }
        mappings.forEach(rule -> rules.add(rule(rule, faults)));
        return new ExpressionMapping(rules);
    }

    private static Rule rule(JsonNode rule, MappingFaults faults) {
        rule.fieldNames()
                .forEachRemaining(key -> {
                    if (!KEYS.contains(key)) {
                        throw faults.fault(
                                "has the key '%s' in a mapping".formatted(key),
                                "use source, match, output, literal and ignore_case");
                    }
                });
        String match = text(rule, "match", faults);
        int flags = rule.path("ignore_case").asBoolean(false) ? Pattern.CASE_INSENSITIVE : 0;
        if (rule.path("literal").asBoolean(false)) {
            flags |= Pattern.LITERAL;
        }
        try {
            // Python's word for a named group.
            Pattern pattern = Pattern.compile(match.replace("(?P<", "(?<"), flags);
            return new Rule(text(rule, "source", faults), pattern, text(rule, "output", faults));
        } catch (PatternSyntaxException e) {
            throw faults.fault(
                    "has the match '%s', which is no regular expression".formatted(match),
                    String.valueOf(e.getDescription()));
        }
    }

    private static String text(JsonNode rule, String key, MappingFaults faults) {
        String text = rule.path(key).asText("");
        if (!rule.path(key).isTextual() || text.isEmpty()) {
            throw faults.fault("has a mapping without " + key, "write it as text");
        }
        return text;
    }

    /** {@return the text with its braces filled; empty where one has nothing to fill it} */
    private static Optional<String> filled(String text, Function<String, Optional<String>> values) {
        StringBuilder all = new StringBuilder();
        Matcher braces = FIELD.matcher(text);
        while (braces.find()) {
            Optional<String> value = values.apply(braces.group(1));
            if (value.isEmpty()) {
                return Optional.empty();
            }
            braces.appendReplacement(all, Matcher.quoteReplacement(value.get()));
        }
        braces.appendTail(all);
        return Optional.of(all.toString());
    }

    @Override
    public Optional<String> name(List<Identity> identities) {
        return identities.stream()
                .flatMap(identity ->
                        rules.stream().flatMap(rule -> rule.name(identity).stream()).limit(1))
                .findFirst();
    }
}

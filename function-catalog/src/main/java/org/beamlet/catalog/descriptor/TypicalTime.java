package org.beamlet.catalog.descriptor;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * How long a call takes: a constant and terms, each a factor and powers of input sizes.
 *
 * @param seconds whatever the sizes are
 * @param sizes name of each size, and what it counts
 * @param on the machine that the figures are of; empty where there are none
 */
public record TypicalTime(
        @JsonProperty("seconds") double seconds,
        @JsonProperty("sizes") Map<String, String> sizes,
        @JsonProperty("terms") List<Term> terms,
        @JsonProperty("on") String on) {
    /** Of a function that says nothing. */
    public static final TypicalTime UNKNOWN = new TypicalTime(0, Map.of(), List.of(), "");

    /**
     * One part of the time.
     *
     * @param seconds for sizes of 1
     * @param of power of each size
     */
    public record Term(
            @JsonProperty("seconds") double seconds, @JsonProperty("of") Map<String, Double> of) {
        public Term {
            of = InOrder.copy(of);
        }

        private double at(Map<String, ? extends Number> known) {
            double product = seconds;
            for (Map.Entry<String, Double> one : of.entrySet()) {
                Number size = known.get(one.getKey());
                if (size == null) {
                    throw new BeamletException(
                            ErrorCode.ARGUMENTS_INVALID,
                            "the size '%s' is not given".formatted(one.getKey()),
                            "give " + String.join(", ", of.keySet()));
                }
                product *= Math.pow(size.doubleValue(), one.getValue());
            }
            return product;
        }

        private String text() {
            StringBuilder text = new StringBuilder(number(seconds)).append(" s");
            new TreeMap<>(of)
                    .forEach((size, power) ->
                            text.append(" × ")
                                    .append(size)
                                    .append(power == 1 ? "" : "^" + number(power)));
            return text.toString();
        }
    }

    public TypicalTime {
        sizes = InOrder.copy(sizes);
        terms = List.copyOf(terms);
        for (Term term : terms) {
            for (String size : term.of().keySet()) {
                if (!sizes.containsKey(size)) {
                    throw new IllegalArgumentException(
                            "the size '%s' of a term is not among the sizes".formatted(size));
                }
            }
        }
    }

    /** {@return whether nothing is said} */
    public boolean unknown() {
        return seconds == 0 && terms.isEmpty();
    }

    /**
     * {@return seconds for an input}
     *
     * @throws BeamletException where a size is missing
     */
    public double seconds(Map<String, ? extends Number> known) {
        return seconds + terms.stream().mapToDouble(term -> term.at(known)).sum();
    }

    /** {@return the formula, such as {@code 0.5 s + 1e-9 s × frames × pixels}} */
    public String formula() {
        if (unknown()) {
            return "not known";
        }
        StringBuilder text = new StringBuilder();
        if (seconds != 0 || terms.isEmpty()) {
            text.append(number(seconds)).append(" s");
        }
        for (Term term : terms) {
            text.append(text.isEmpty() ? "" : " + ").append(term.text());
        }
        return text.toString();
    }

    private static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e6) {
            return String.format(Locale.ROOT, "%d", (long) value);
        }
        String text = String.format(Locale.ROOT, "%.3g", value);
        return text.contains("e") ? text.replaceFirst("e([+-])0?", "e$1").replace("e+", "e") : text;
    }
}

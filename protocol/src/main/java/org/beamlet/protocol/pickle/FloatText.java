package org.beamlet.protocol.pickle;

import java.math.BigDecimal;

/** Floating-point numbers as Python writes them where they are keys of JSON. */
final class FloatText {
    private static final double FROM = 1e-4;
    private static final double TO = 1e16;

    private FloatText() {}

    static String of(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "Infinity" : "-Infinity";
        }
        double size = Math.abs(value);
        if (size == 0 || (size >= FROM && size < TO)) {
            String text = new BigDecimal(Double.toString(value)).toPlainString();
            String signed = size == 0 && 1 / value < 0 && !text.startsWith("-") ? "-" + text : text;
            return signed.contains(".") ? signed : signed + ".0";
        }
        return scientific(value);
    }

    /** Digits without a needless point, and at least two of the exponent. */
    private static String scientific(double value) {
        String text = Double.toString(value);
        int e = text.indexOf('E');
        String digits = text.substring(0, e);
        if (digits.endsWith(".0")) {
            digits = digits.substring(0, digits.length() - 2);
        }
        int exponent = Integer.parseInt(text, e + 1, text.length(), 10);
        return "%se%s%02d".formatted(digits, exponent < 0 ? "-" : "+", Math.abs(exponent));
    }
}

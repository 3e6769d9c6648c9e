package org.beamlet.catalog.xpcs.plot;

import java.util.Locale;

/** Numbers as they stand in pictures. */
public final class NumberText {
    private static final String RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    private NumberText() {}

    /** {@return a number with so many digits behind the point} */
    static String decimals(double value, int digits) {
        String text = String.format(Locale.ROOT, "%." + Math.max(0, digits) + "f", value);
        return text.matches("-0(\\.0+)?") ? text.substring(1) : text;
    }

    /** {@return a power of ten, written out from 0.01 to 1000} */
    static String power(int exponent) {
        return exponent >= -2 && exponent <= 3
                ? decimals(Math.pow(10, exponent), -exponent)
                : "10" + raised(exponent);
    }

    static String raised(int exponent) {
        StringBuilder text = new StringBuilder(exponent < 0 ? "⁻" : "");
        for (char digit : Integer.toString(Math.abs(exponent)).toCharArray()) {
            text.append(RAISED.charAt(digit - '0'));
        }
        return text.toString();
    }

    /** {@return a number to so many significant digits, with a power of ten if it is far from 1} */
    public static String significant(double value, int digits) {
        if (value == 0 || !Double.isFinite(value)) {
            return value == 0 ? "0" : "–";
        }
        // Rounding may lead to the next power of ten: 9.99 to two digits is 10.
        String rounded = String.format(Locale.ROOT, "%." + (digits - 1) + "e", value);
        int mark = rounded.indexOf('e');
        int exponent = Integer.parseInt(rounded.substring(mark + 1));
        if (exponent >= -3 && exponent <= 4) {
            return decimals(Double.parseDouble(rounded), digits - 1 - exponent);
        }
        return rounded.substring(0, mark) + "·10" + raised(exponent);
    }

    /** {@return a number to at most so many significant digits, without zeros at its end} */
    public static String shortest(double value, int digits) {
        String text = significant(value, digits);
        int power = text.indexOf('·');
        String number = power < 0 ? text : text.substring(0, power);
        String trimmed = number.contains(".") ? number.replaceFirst("\\.?0+$", "") : number;
        return trimmed + text.substring(number.length());
    }

    /** {@return a value and its error, both to the error's second digit} */
    public static String withError(double value, double error) {
        if (!(error > 0) || !Double.isFinite(error)) {
            return significant(value, 3);
        }
        int last = (int) Math.floor(Math.log10(error)) - 1;
        int first = value == 0 ? last : (int) Math.floor(Math.log10(Math.abs(value)));
        if (first > 4 || first < -3) {
            double unit = Math.pow(10, first);
            int digits = Math.max(0, first - last);
            return "(%s ± %s)·10%s"
                    .formatted(
                            decimals(value / unit, digits),
                            decimals(error / unit, digits),
                            raised(first));
        }
        return decimals(value, -last) + " ± " + decimals(error, -last);
    }
}

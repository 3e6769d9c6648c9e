package org.beamlet.client.terminal;

/**
 * Restrained colour.
 *
 * @param on whether the reader is a terminal that wants it
 */
public record Ink(boolean on) {
    public String bold(String text) {
        return in("1", text);
    }

    public String dim(String text) {
        return in("2", text);
    }

    public String good(String text) {
        return in("32", text);
    }

    public String bad(String text) {
        return in("31", text);
    }

    public String accent(String text) {
        return in("36", text);
    }

    private String in(String code, String text) {
        return on ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}

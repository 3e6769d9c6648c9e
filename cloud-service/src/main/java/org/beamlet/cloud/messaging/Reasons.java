package org.beamlet.cloud.messaging;

/** One line that says why something failed, for the log. */
final class Reasons {
    private Reasons() {}

    static String of(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String text = root.getMessage();
        String line = text == null ? "" : text.lines().findFirst().orElse("");
        return line.isEmpty()
                ? root.getClass().getSimpleName()
                : root.getClass().getSimpleName() + ": " + line;
    }
}

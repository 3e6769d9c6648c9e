package org.beamlet.agent.config;

/** Signs that a person does not see, so that a text is not what it looks like. */
final class Unseen {
    private Unseen() {}

    static boolean is(int sign) {
        return switch (Character.getType(sign)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    true;
            default -> false;
        };
    }
}

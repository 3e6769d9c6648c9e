package org.beamlet.conformance.chaos;

/**
 * One call of a function, submitted at most once.
 *
 * @param seconds that it takes
 */
record Call(int number, Kind kind, double seconds) {
    /** {@return a word that no other call has} */
    String label() {
        return kind.word() + "-" + number;
    }
}

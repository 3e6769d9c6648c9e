package org.beamlet.providers.batch;

/** An answer says nothing. */
public final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;

    public Unreadable(String why) {
        super(why);
    }
}

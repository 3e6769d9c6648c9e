package org.beamlet.providers;

import java.util.Locale;

/** Why a batch system takes no job or lets one wait, as far as whoever asks can act on it. */
public enum Verdict {
    /** Nothing that has a name of its own. */
    NONE,
    /** As many jobs as are allowed are there; one fewer, and it takes another. */
    OVER_LIMIT,
    /** The account is not known, or not this user's. */
    BAD_ACCOUNT,
    /** The account is right, and its hours are used up or its time is over. */
    NO_ALLOCATION,
    /** Nothing starts there for now: closed, reserved, or something that it needs is down. */
    MAINTENANCE,
    /** Not as it is asked for, however long it waits. */
    NEVER;

    /** {@return it in words} */
    public String words() {
        return this == NEVER ? "can never run" : name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** {@return whether waiting is of no use, so that a person or another queue has to help} */
    public boolean lasts() {
        return this == BAD_ACCOUNT || this == NO_ALLOCATION || this == NEVER;
    }
}

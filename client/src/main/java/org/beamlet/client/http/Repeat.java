package org.beamlet.client.http;

/** Whether a call may be sent again when nobody knows what became of it. */
public enum Repeat {
    /** Sent twice it does what it does once. */
    SAFE,
    /** Sent twice it might act twice; only an answer that says "not done" allows another try. */
    NEVER
}

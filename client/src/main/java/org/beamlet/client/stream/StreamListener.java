package org.beamlet.client.stream;

/** Told what comes out of a stream. */
public interface StreamListener {
    /**
     * Takes a result message.
     *
     * @param acknowledge to be run once this message, and all before it, need not come again
     */
    void received(byte[] body, Runnable acknowledge);

    /** Nothing more will come; told at most once, and not after a close. */
    void lost(String why);
}

package org.beamlet.client.inprocess;

/** Where the functions of an in-process endpoint run. */
public enum Mode {
    /**
     * In threads of this JVM: starts at once, can be debugged, takes lambdas. A function that ends
     * or blocks its process ends or blocks this one.
     */
    THREADS,

    /**
     * In worker processes, as on an endpoint: crashes and exits are survived, Python functions run.
     */
    PROCESSES
}

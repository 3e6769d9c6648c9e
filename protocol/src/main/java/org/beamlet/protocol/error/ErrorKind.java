package org.beamlet.protocol.error;

/** Who must act before the same call can succeed. */
public enum ErrorKind {
    /** The caller: the request, its arguments or its rights are wrong. */
    USER,
    /** Whoever runs the site: a service, scheduler, disk or network is not as it should be. */
    SITE,
    /** Nobody outside: Beamlet itself is at fault and wants a report. */
    BUG
}

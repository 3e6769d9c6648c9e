package org.beamlet.providers;

/** Names a job, in the provider's own words. */
public record JobId(String value) {
    @Override
    public String toString() {
        return value;
    }
}

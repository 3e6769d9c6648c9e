package org.beamlet.providers.slurm;

/** By what Slurm sorts jobs; empty is the site's own choice. */
public record SlurmPlace(
        String partition, String account, String qos, String constraint, String clusters) {}

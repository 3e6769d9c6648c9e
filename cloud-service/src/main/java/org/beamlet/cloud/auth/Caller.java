package org.beamlet.cloud.auth;

import java.util.UUID;

/** The user on whose behalf a request is made. */
public record Caller(UUID userId, String name) {}

package org.beamlet.protocol.rest;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where results are streamed: the queue of a task group is the prefix followed by its id. */
public record StreamAddress(
        @JsonProperty("queue_prefix") String queuePrefix,
        @JsonProperty("connection_url") String connectionUrl) {}

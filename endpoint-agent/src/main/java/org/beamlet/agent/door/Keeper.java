package org.beamlet.agent.door;

import com.fasterxml.jackson.databind.JsonNode;

/** Answers what is asked at the door; an error that it raises is told to whoever asked. */
@FunctionalInterface
public interface Keeper {
    JsonNode answer(DoorRequest request);
}

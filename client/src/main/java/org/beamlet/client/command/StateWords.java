package org.beamlet.client.command;

/** Task states in words of the person who waits. */
final class StateWords {
    private StateWords() {}

    static String of(String state) {
        return switch (state) {
            case "received" -> "accepted by the service";
            case "waiting-for-ep" -> "queued for the endpoint";
            case "waiting-for-nodes" -> "with the endpoint, waiting for a node";
            case "waiting-for-launch" -> "on a node, waiting for a worker";
            case "running" -> "running";
            case "success" -> "done";
            default -> state;
        };
    }
}

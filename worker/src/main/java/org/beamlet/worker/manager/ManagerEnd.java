package org.beamlet.worker.manager;

/** How a node manager ended, with the exit status of its process. */
public enum ManagerEnd {
    STOPPED(0),
    FAULT(70),
    AGENT_LOST(69),
    REFUSED(77);

    private final int status;

    ManagerEnd(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }
}

package org.beamlet.agent.command;

import java.io.IOException;
import org.beamlet.agent.run.Agent;
import org.jboss.logging.Logger;

/**
 * Stops an agent once, at the end of its command or of the process, whichever comes first.
 *
 * <p>On SIGTERM the framework ends the process without waiting for the command, and the agent's
 * blocks would go on without it; a hook of its own keeps the process until the agent has left.
 */
final class AgentStop implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(AgentStop.class);

    private final Agent agent;
    private boolean stopped;

    private AgentStop(Agent agent) {
        this.agent = agent;
    }

    static AgentStop atExitOf(Agent agent) {
        AgentStop stop = new AgentStop(agent);
        Runtime.getRuntime().addShutdownHook(new Thread(stop::close, "agent-stop"));
        return stop;
    }

    /** Whoever comes second waits for the first. */
    @Override
    public synchronized void close() {
        if (stopped) {
            return;
        }
        stopped = true;
        try {
            agent.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.errorf("the agent did not stop in order: %s", e.getMessage());
        }
    }
}

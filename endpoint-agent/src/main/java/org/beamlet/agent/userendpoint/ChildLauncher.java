package org.beamlet.agent.userendpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.beamlet.agent.home.EndpointFolder;

/** Starts agents as processes that outlive this one. */
@FunctionalInterface
public interface ChildLauncher {
    /**
     * Starts one.
     *
     * @param ready written by it once it is online
     * @param output to which it writes, errors included
     * @param environment in addition to this process's own, less what is secret
     */
    Process start(EndpointFolder folder, Path ready, Path output, Map<String, String> environment)
            throws IOException;
}

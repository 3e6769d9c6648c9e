package org.beamlet.agent.userendpoint;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.beamlet.agent.account.AccountCommand;

/** Starts agents as accounts of this machine, as processes that outlive this one. */
public interface AccountLauncher {
    /**
     * Starts one.
     *
     * @param output to which it writes, errors included; not the account's
     * @param more environment that the site sets
     * @param handover what it reads first; it has a secret
     */
    Process start(AccountCommand command, Path output, Map<String, String> more, Handover handover)
            throws IOException;

    /** {@return where such agents find the service} */
    URI service();

    /** {@return whether they are to log more} */
    boolean debug();
}

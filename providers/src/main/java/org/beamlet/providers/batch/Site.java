package org.beamlet.providers.batch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.beamlet.providers.BlockRequest;
import org.beamlet.providers.LoginAnswer;
import org.beamlet.providers.LoginStep;
import org.beamlet.providers.command.CommandRunner;

/** Where a batch system's commands are given, and where the files of its jobs are. */
public interface Site extends CommandRunner {
    /** {@return as whom commands are given} */
    String user();

    /**
     * Puts a block's script, and whatever else its job needs, where it is looked for.
     *
     * @throws IOException if it may not be there, whole; nothing has been submitted then
     */
    void write(BlockRequest block, String script) throws IOException;

    /** See {@link org.beamlet.providers.Provider#collect}. */
    void collect(Path folder);

    /** See {@link org.beamlet.providers.Provider#remove}. */
    void remove(String block);

    /** {@return whether it is of use to give a command now} */
    boolean ready();

    /** {@return why no command can be given, with what to do; empty where one can} */
    Optional<String> trouble();

    /** {@return whether it waits for a person to log in} */
    boolean loginRequired();

    /** See {@link org.beamlet.providers.Provider#login}. */
    LoginStep login(LoginAnswer answer);

    /** Ends what is open. */
    void close();
}

package org.beamlet.providers;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.providers.launcher.Launcher;

/**
 * What a provider needs to know of a block.
 *
 * @param name unique among all blocks of the endpoint; also the job's name
 * @param folder where script, stdout and stderr go; exists
 * @param nodes how many
 * @param workerInit shell text to run before anything else
 * @param command shell text that runs on every node; holds no secret
 * @param launcher brings the command to the nodes
 * @param queue which of the queues that the provider knows is asked, from 0
 */
public record BlockRequest(
        String name,
        Path folder,
        int nodes,
        String workerInit,
        String command,
        Launcher launcher,
        int queue) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    /** One for the first queue. */
    public BlockRequest(
            String name,
            Path folder,
            int nodes,
            String workerInit,
            String command,
            Launcher launcher) {
        this(name, folder, nodes, workerInit, command, launcher, 0);
    }

    public BlockRequest {
        if (!NAME.matcher(name).matches()) {
            throw new BeamletException(
                    ErrorCode.SUBMIT_REJECTED,
                    "'%s' cannot name a block".formatted(name),
                    "use letters, digits, dot, dash and underscore");
        }
        if (folder.toString().chars().anyMatch(Character::isISOControl)) {
            throw unusable(folder, "has signs in its name that are not seen");
        }
    }

    /**
     * {@return the error where a folder cannot stand in a script}
     *
     * @param why as it follows the folder
     */
    public static BeamletException unusable(Path folder, String why) {
        return new BeamletException(
                ErrorCode.CONFIG_INVALID,
                "the folder of a block, '%s', %s".formatted(folder, why),
                "set BEAMLET_HOME to a folder whose path has letters, digits, dots, dashes and underscores alone");
    }

    /** {@return the same, asked of another queue} */
    public BlockRequest in(int other) {
        return new BlockRequest(name, folder, nodes, workerInit, command, launcher, other);
    }

    /** {@return the file for the batch script} */
    public Path script() {
        return folder.resolve(name + ".sh");
    }

    /** {@return the file in which the script leaves its exit status} */
    public Path exit() {
        return folder.resolve(name + ".exit");
    }
}

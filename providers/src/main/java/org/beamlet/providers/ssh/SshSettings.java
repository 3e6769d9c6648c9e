package org.beamlet.providers.ssh;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How to reach the host of a batch system, and what is where on it.
 *
 * @param target where commands are given
 * @param jumps hosts on the way there, the nearest first
 * @param knownHosts file with the hosts' keys
 * @param asks whether a person is asked for something with each login
 * @param control socket of an OpenSSH that a person has logged in, by which everything goes then
 * @param environment of the commands
 * @param folder absolute, on the far side: where scripts and files of blocks go
 * @param program folder of Beamlet's installation on the far side; empty where it is the same
 * @param java program on the far side
 */
public record SshSettings(
        SshHop target,
        List<SshHop> jumps,
        Path knownHosts,
        SshKeys keys,
        boolean asks,
        Optional<Path> control,
        Map<String, String> environment,
        Path folder,
        String program,
        String java,
        Timing timing) {
    /**
     * How long things may take.
     *
     * @param alive between two signs of life
     * @param connect for a connection to each of the hosts
     */
    public record Timing(Duration alive, Duration connect) {}

    public SshSettings {
        jumps = List.copyOf(jumps);
        environment = Map.copyOf(environment);
    }

    /** {@return the far folder of a block} */
    public Path block(String name) {
        return folder.resolve("blocks").resolve(name);
    }
}

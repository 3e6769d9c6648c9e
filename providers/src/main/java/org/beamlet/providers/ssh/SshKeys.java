package org.beamlet.providers.ssh;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * By what a user is known to a host.
 *
 * @param files private keys, of which no others are then offered
 * @param certificate that belongs to the first of these
 * @param passphrase file with that of the keys, which nobody else may read
 * @param agent socket of an {@code ssh-agent}, whose keys are offered where there are no files
 */
public record SshKeys(
        List<Path> files,
        Optional<Path> certificate,
        Optional<Path> passphrase,
        Optional<Path> agent) {
    public SshKeys {
        files = List.copyOf(files);
    }

    /** {@return all files that a login depends on} */
    List<Path> all() {
        List<Path> all = new ArrayList<>(files);
        files.forEach(file -> all.add(signed(file)));
        certificate.ifPresent(all::add);
        passphrase.ifPresent(all::add);
        agent.ifPresent(all::add);
        return all;
    }

    /** {@return where OpenSSH looks for the certificate of a key} */
    static Path signed(Path file) {
        return file.resolveSibling(file.getFileName() + "-cert.pub");
    }
}

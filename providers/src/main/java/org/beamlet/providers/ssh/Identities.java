package org.beamlet.providers.ssh;

import com.jcraft.jsch.AgentIdentityRepository;
import com.jcraft.jsch.AgentProxyException;
import com.jcraft.jsch.Identity;
import com.jcraft.jsch.IdentityRepository;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.SSHAgentConnector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Hands over the keys by which a user is known. */
final class Identities {
    private Identities() {}

    /**
     * Gives the keys that are to be offered.
     *
     * @param needed whether there must be one: a person may be asked for something else
     * @throws LinkFault where one cannot be used: then no host is asked at all
     */
    static void add(JSch ssh, SshKeys keys, boolean needed) throws LinkFault {
        if (keys.files().isEmpty()) {
            if (needed || keys.agent().isPresent()) {
                agent(ssh, keys, needed);
            }
            return;
        }
        byte @Nullable [] passphrase =
                keys.passphrase().isPresent() ? passphrase(keys.passphrase().get()) : null;
        for (Path file : keys.files()) {
            boolean first = file.equals(keys.files().getFirst());
            add(ssh, file, first ? keys.certificate() : Optional.empty(), passphrase);
        }
        for (Identity one : ssh.getIdentityRepository().getIdentities()) {
            if (one.isEncrypted()) {
                throw LinkFault.login(
                        "the key %s is encrypted; name the file with its passphrase as passphrase_filename, or hand the key to an ssh-agent"
                                .formatted(one.getName()));
            }
        }
    }

    private static void add(
            JSch ssh, Path file, Optional<Path> certificate, byte @Nullable [] passphrase)
            throws LinkFault {
        if (!Files.isReadable(file)) {
            throw LinkFault.login("the key %s cannot be read; see key_filename".formatted(file));
        }
        Path signed = certificate.orElse(SshKeys.signed(file));
        if (certificate.isPresent() || Files.exists(signed)) {
            CertificateSpan.read(signed).require(signed, Instant.now());
        }
        try {
            ssh.addIdentity(
                    file.toString(), Files.exists(signed) ? signed.toString() : null, passphrase);
        } catch (JSchException e) {
            throw new LinkFault(
                    LinkFault.Kind.LOGIN,
                    "the key %s cannot be used: %s; see key_filename and passphrase_filename"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    private static byte[] passphrase(Path file) throws LinkFault {
        try {
            Set<PosixFilePermission> others = Files.getPosixFilePermissions(file);
            others.removeAll(
                    Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
            if (!others.isEmpty()) {
                throw LinkFault.login(
                        "others may read the passphrase in %s; run `chmod 600 %s`"
                                .formatted(file, file));
            }
            return Files.readString(file).strip().getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw LinkFault.login("the passphrase in %s cannot be read: %s".formatted(file, e));
        }
    }

    private static void agent(JSch ssh, SshKeys keys, boolean needed) throws LinkFault {
        if (keys.agent().isEmpty()) {
            throw LinkFault.login(
                    "there is no key to log in with; name one as key_filename, or start the endpoint where an ssh-agent has one");
        }
        try {
            IdentityRepository agent =
                    new AgentIdentityRepository(new SSHAgentConnector(keys.agent().get()));
            if (needed && agent.getIdentities().isEmpty()) {
                throw LinkFault.login(
                        "the ssh-agent at %s has no key; add one with `ssh-add`"
                                .formatted(keys.agent().get()));
            }
            ssh.setIdentityRepository(agent);
        } catch (AgentProxyException e) {
            throw new LinkFault(
                    LinkFault.Kind.LOGIN,
                    "there is no ssh-agent at %s any more; start one, or name a key as key_filename"
                            .formatted(keys.agent().get()),
                    e);
        }
    }
}

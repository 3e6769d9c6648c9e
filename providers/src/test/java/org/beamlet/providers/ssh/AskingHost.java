package org.beamlet.providers.ssh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.keyboard.InteractiveChallenge;
import org.apache.sshd.server.auth.keyboard.KeyboardInteractiveAuthenticator;
import org.apache.sshd.server.auth.pubkey.RejectAllPublickeyAuthenticator;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.server.shell.ProcessShellFactory;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.jspecify.annotations.Nullable;

/** A host that asks for a password and a one-time password, as sites with two factors do. */
final class AskingHost implements KeyboardInteractiveAuthenticator, AutoCloseable {
    static final List<String> RIGHT = List.of("secret", "123456");

    private final SshServer server = SshServer.setUpDefaultServer();
    private final Path folder;
    private final AtomicInteger attempts = new AtomicInteger();

    AskingHost(Path folder) throws IOException, GeneralSecurityException {
        this.folder = folder;
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(256);
        KeyPair key = keys.generateKeyPair();
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(KeyPairProvider.wrap(key));
        server.setKeyboardInteractiveAuthenticator(this);
        server.setPublickeyAuthenticator(RejectAllPublickeyAuthenticator.INSTANCE);
        server.setPasswordAuthenticator(null);
        // As a login shell takes it.
        server.setCommandFactory((channel, command) ->
                new ProcessShellFactory(command, "/bin/sh", "-c", command).createShell(channel));
        server.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
        server.start();
        Files.writeString(
                known(),
                "[127.0.0.1]:%d %s%n"
                        .formatted(server.getPort(), PublicKeyEntry.toString(key.getPublic())));
        Files.write(folder.resolve("key"), privateKey());
    }

    /** One that the host does not want: it is asked for it first. */
    private static byte[] privateKey() throws GeneralSecurityException {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
        keys.initialize(2048);
        String text =
                Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(keys.generateKeyPair().getPrivate().getEncoded());
        return "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
                .formatted(text)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private Path known() {
        return folder.resolve("known_hosts");
    }

    SshSettings settings(boolean asks) {
        return settings(asks, Sshd.keys(folder.resolve("key")));
    }

    SshSettings settings(boolean asks, SshKeys keys) {
        return new SshSettings(
                new SshHop("ada", "127.0.0.1", server.getPort()),
                List.of(),
                known(),
                keys,
                asks,
                Optional.empty(),
                Map.of(),
                folder.resolve("far"),
                "",
                "java",
                new SshSettings.Timing(Duration.ofSeconds(30), Duration.ofSeconds(20)));
    }

    /** {@return how often a password was tried} */
    int attempts() {
        return attempts.get();
    }

    /** Ends all connections, as a site does from time to time. */
    void hangUp() {
        server.getActiveSessions().forEach(session -> session.close(true));
    }

    @Override
    public InteractiveChallenge generateChallenge(
            @Nullable ServerSession session, String user, String language, String methods) {
        InteractiveChallenge challenge = new InteractiveChallenge();
        challenge.setInteractionName("");
        challenge.setInteractionInstruction("Use your token.");
        challenge.setLanguageTag("");
        challenge.addPrompt("Password:", false);
        challenge.addPrompt("One-time password:", false);
        return challenge;
    }

    @Override
    public boolean authenticate(
            @Nullable ServerSession session, String user, List<String> answers) {
        attempts.incrementAndGet();
        return answers.equals(RIGHT);
    }

    @Override
    public void close() {
        try {
            server.stop(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

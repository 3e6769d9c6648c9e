package org.beamlet.providers.ssh;

import com.jcraft.jsch.HostKey;
import com.jcraft.jsch.HostKeyRepository;
import com.jcraft.jsch.UserInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The keys of hosts that are known, to which none is ever added; notes what came instead. */
final class KnownHostKeys implements HostKeyRepository {
    private final HostKeyRepository file;
    private final Path path;
    private final SshHop hop;
    private @Nullable String trouble;
    private boolean accepted;

    KnownHostKeys(HostKeyRepository file, Path path, SshHop hop) {
        this.file = file;
        this.path = path;
        this.hop = hop;
    }

    /** {@return why the host is not believed, with what to do} */
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** {@return whether the host is the one that is known} */
    boolean accepted() {
        return accepted;
    }

    @Override
    public int check(String host, byte[] key) {
        int found = file.check(host, key);
        accepted = found == OK;
        trouble =
                switch (found) {
                    case OK -> null;
                    case CHANGED ->
                            "%s shows another host key than the known one: %s instead of %s; if the site says that it has changed, run `ssh-keygen -f %s -R '%s'` and then `%s`"
                                    .formatted(
                                            hop.known(),
                                            told(key),
                                            known(host),
                                            path,
                                            hop.known(),
                                            scan(key));
                    default ->
                            "the host key of %s is not known, and it shows %s; compare that with what the site publishes, then run `%s`"
                                    .formatted(hop.known(), told(key), scan(key));
                };
        return found;
    }

    private String scan(byte[] key) {
        String kind =
                switch (kind(key)) {
                    case "ssh-ed25519" -> "ed25519";
                    case "ssh-rsa" -> "rsa";
                    default -> "ecdsa";
                };
        return "ssh-keyscan -p %d -t %s %s >> %s".formatted(hop.port(), kind, hop.host(), path);
    }

    private String known(String host) {
        return Arrays.stream(file.getHostKey(host, null))
                .map(one -> told(Base64.getDecoder().decode(one.getKey())))
                .collect(Collectors.joining(" or "));
    }

    /** {@return a key as OpenSSH shows it to people} */
    static String told(byte[] key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key);
            return "%s SHA256:%s"
                    .formatted(
                            kind(key), Base64.getEncoder().withoutPadding().encodeToString(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String kind(byte[] key) {
        int length = key.length < 4 ? -1 : ByteBuffer.wrap(key).getInt();
        return length < 0 || length > key.length - 4
                ? "?"
                : new String(key, 4, length, StandardCharsets.US_ASCII);
    }

    /** A person does that. */
    @Override
    public void add(HostKey key, UserInfo user) {}

    @Override
    public void remove(String host, String type) {}

    @Override
    public void remove(String host, String type, byte[] key) {}

    @Override
    public String getKnownHostsRepositoryID() {
        return file.getKnownHostsRepositoryID();
    }

    @Override
    public HostKey[] getHostKey() {
        return file.getHostKey();
    }

    @Override
    public HostKey[] getHostKey(String host, @Nullable String type) {
        return file.getHostKey(host, type);
    }
}

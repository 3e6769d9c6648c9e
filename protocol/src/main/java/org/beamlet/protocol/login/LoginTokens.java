package org.beamlet.protocol.login;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Map;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.home.PrivateFile;
import org.beamlet.protocol.net.Connections;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a login, renewed before they end.
 *
 * <p>Many processes of a user share one login, and an issuer may take a refresh token once only: so
 * a renewal happens under a lock, and whoever comes second finds the new token in the file.
 */
public final class LoginTokens implements TokenSource {
    /** A lock of a file holds back other processes, and this one other threads. */
    private static final Object ONE_AT_A_TIME = new Object();

    private final Path file;
    private final Connections connections;
    private final InstantSource clock;
    private volatile SavedLogin login;

    public LoginTokens(SavedLogin login, Path file, Connections connections, InstantSource clock) {
        this.login = login;
        this.file = file;
        this.connections = connections;
        this.clock = clock;
    }

    @Override
    public String token() {
        SavedLogin known = login;
        return known.grant().stale(clock.instant())
                ? renewed(known.accessToken(), false).accessToken()
                : known.accessToken();
    }

    @Override
    public boolean renew(String refused) {
        try {
            return !renewed(refused, true).accessToken().equals(refused);
        } catch (BeamletException e) {
            if (e.code() == ErrorCode.SERVICE_UNREACHABLE) {
                return false;
            }
            throw e;
        }
    }

    /** Gets another token than {@code old}, unless somebody else has got one already. */
    private SavedLogin renewed(String old, boolean refused) {
        synchronized (ONE_AT_A_TIME) {
            if (!login.accessToken().equals(old)) {
                return login;
            }
            try (FileChannel channel = lockFile();
                    FileLock _ = channel.lock()) {
                SavedLogin onDisk = SavedLogin.read(file).orElseThrow(this::loggedOut);
                boolean fresh =
                        !onDisk.accessToken().equals(old) && !onDisk.grant().stale(clock.instant());
                login = fresh ? onDisk : refreshed(onDisk, refused);
                return login;
            } catch (IOException e) {
                throw new BeamletException(
                        ErrorCode.OUTPUT_NOT_WRITABLE,
                        "'%s.lock' cannot be locked: %s".formatted(file, e.getMessage()),
                        "check the rights of its folder",
                        e);
            }
        }
    }

    private FileChannel lockFile() throws IOException {
        return FileChannel.open(
                PrivateFile.folderOf(file).resolve(file.getFileName() + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
    }

    private SavedLogin refreshed(SavedLogin old, boolean refused) {
        @Nullable String refresh = old.refreshToken();
        if (refresh == null) {
            if (!refused && !old.grant().expired(clock.instant())) {
                return old;
            }
            throw ended(old, "");
        }
        try (Issuer issuer = new Issuer(URI.create(old.issuer()), connections, clock)) {
            Map<String, String> form =
                    Map.of(
                            "grant_type",
                            "refresh_token",
                            "refresh_token",
                            refresh,
                            "client_id",
                            old.clientId());
            return switch (issuer.token(form, null)) {
                case Issuer.Answer.Granted(Grant grant) -> {
                    SavedLogin fresh = old.renewed(grant);
                    fresh.write(file);
                    yield fresh;
                }
                case Issuer.Answer.Refused(String error, String why) ->
                        throw ended(old, why.isEmpty() ? error : why);
            };
        } catch (BeamletException e) {
            // An issuer that is away for a moment harms nobody while the token still holds.
            if (e.code() == ErrorCode.SERVICE_UNREACHABLE
                    && !refused
                    && !old.grant().expired(clock.instant())) {
                return old;
            }
            throw e;
        }
    }

    private BeamletException loggedOut() {
        return new BeamletException(
                ErrorCode.USER_UNAUTHENTICATED,
                "somebody has logged out: '%s' is gone".formatted(file),
                "log in again with `beamlet login`");
    }

    private static BeamletException ended(SavedLogin login, String why) {
        return new BeamletException(
                ErrorCode.USER_UNAUTHENTICATED,
                "the login at %s has ended%s"
                        .formatted(login.service(), why.isEmpty() ? "" : " (" + why + ")"),
                "log in again with `beamlet login`");
    }
}

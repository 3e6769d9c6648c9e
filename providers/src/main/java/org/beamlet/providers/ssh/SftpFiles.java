package org.beamlet.providers.ssh;

import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.SftpATTRS;
import com.jcraft.jsch.SftpException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Files on the far side.
 *
 * @param sftp paths are taken as patterns by it; those used here hold nothing special
 */
record SftpFiles(ChannelSftp sftp) {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final int PRIVATE_FOLDER = 0700;

    /** What is done with files. */
    @FunctionalInterface
    interface Work<T> {
        T on(SftpFiles files) throws SftpException, IOException;
    }

    /** Does it on a channel of its own; a host that takes too long loses the connection. */
    static <T> T with(JschLink link, Work<T> work) throws IOException {
        CompletableFuture<Void> inTime = new CompletableFuture<>();
        CompletableFuture<Void> watch =
                inTime.copy()
                        .orTimeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                        .whenComplete((_, late) -> {
                            if (late != null) {
                                link.close();
                            }
                        });
        ChannelSftp sftp = null;
        try {
            sftp = link.sftp();
            sftp.connect();
            return work.on(new SftpFiles(sftp));
        } catch (JSchException e) {
            throw new IOException("SFTP is not to be had there: " + e.getMessage(), e);
        } catch (SftpException e) {
            throw new IOException(
                    watch.isDone() ? "no answer within " + LIMIT : "SFTP: " + e.getMessage(), e);
        } finally {
            inTime.complete(null);
            if (sftp != null) {
                sftp.disconnect();
            }
        }
    }

    void folder(String path) throws SftpException {
        for (int to = path.indexOf('/', 1); ; to = path.indexOf('/', to + 1)) {
            String some = to < 0 ? path : path.substring(0, to);
            if (look(some).isEmpty()) {
                sftp.mkdir(some);
                sftp.chmod(PRIVATE_FOLDER, some);
            }
            if (to < 0) {
                break;
            }
        }
        // Also where it was there before.
        sftp.chmod(PRIVATE_FOLDER, path);
    }

    void put(String path, byte[] content, int mode) throws SftpException {
        String fresh = path + ".new";
        // It is nobody else's before there is anything in it.
        sftp.put(new ByteArrayInputStream(new byte[0]), fresh);
        sftp.chmod(mode, fresh);
        sftp.put(new ByteArrayInputStream(content), fresh);
        sftp.rename(fresh, path);
    }

    Optional<byte[]> tail(String path, int most) throws SftpException, IOException {
        Optional<SftpATTRS> found = look(path);
        // To read a pipe would be to wait.
        if (found.isEmpty() || !found.get().isReg()) {
            return Optional.empty();
        }
        long from = Math.max(0, found.get().getSize() - most);
        try (InputStream in = sftp.get(path, null, from)) {
            return Optional.of(in.readNBytes(most));
        }
    }

    private Optional<SftpATTRS> look(String path) throws SftpException {
        try {
            return Optional.of(sftp.stat(path));
        } catch (SftpException e) {
            if (e.id == ChannelSftp.SSH_FX_NO_SUCH_FILE) {
                return Optional.empty();
            }
            throw e;
        }
    }
}

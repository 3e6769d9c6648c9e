package org.beamlet.cloud.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Tells when certificate or key were replaced. */
final class CertificateWatch implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(CertificateWatch.class);

    private final HttpAddress.Tls tls;
    private final Runnable changed;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private List<FileTime> seen;

    private CertificateWatch(HttpAddress.Tls tls, Runnable changed) {
        this.tls = tls;
        this.changed = changed;
        this.seen = times();
    }

    static CertificateWatch start(HttpAddress.Tls tls, Runnable changed) {
        CertificateWatch watch = new CertificateWatch(tls, changed);
        Thread.ofPlatform().name("certificate-watch").daemon(true).start(watch::run);
        return watch;
    }

    private void run() {
        try {
            while (!stopping.await(tls.reload().toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        List<FileTime> now = times();
        if (now.equals(seen)) {
            return;
        }
        try {
            changed.run();
            seen = now;
            LOG.infof("certificate taken anew file=%s", tls.certificate());
        } catch (RuntimeException e) {
            // Half of a replacement, perhaps: the old one serves until the next look.
            LOG.warnf("certificate not taken file=%s reason=%s", tls.certificate(), e.getMessage());
        }
    }

    private List<FileTime> times() {
        return List.of(time(tls.certificate()), time(tls.key()));
    }

    private static FileTime time(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException _) {
            return FileTime.fromMillis(0);
        }
    }

    @Override
    public void close() {
        stopping.countDown();
    }
}

package org.beamlet.cloud.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jboss.logging.Logger;

/**
 * Keeps the embedded database's file small. With WRITE_DELAY=0 H2 runs none of its own
 * housekeeping: each commit appends the pages that it changed, and a piece of the file is free
 * again only when not one of its pages is in use. So this moves the last pages out of nearly empty
 * pieces. It also brings all to the disk, without which a shorter RETENTION_TIME would be at the
 * mercy of a power cut.
 */
final class H2Housekeeping implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(H2Housekeeping.class);
    private static final long PERIOD_MS = 1000;

    /** Pieces that are used to less than this share, in per cent, are emptied. */
    private static final int FILL = 40;

    /** Bytes moved at a time: no commit waits for more than that. */
    private static final int WRITE = 4 * 1024 * 1024;

    private static final Duration TIME_TO_END = Duration.ofSeconds(10);

    private final DataSource source;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;
    private long version = -1;

    private H2Housekeeping(DataSource source) {
        this.source = source;
        this.thread = Thread.ofPlatform().name("store-upkeep").daemon(true).unstarted(this::run);
    }

    static H2Housekeeping start(DataSource source) {
        H2Housekeeping made = new H2Housekeeping(source);
        try {
            var _ = made.store();
        } catch (SQLException e) {
            throw new BeamletException(
                    ErrorCode.STORE_UNAVAILABLE,
                    "the embedded store cannot be kept in order: " + e.getMessage(),
                    "report this",
                    e);
        }
        made.thread.start();
        return made;
    }

    /** Looked up each time: a database whose file could not be written is opened anew. */
    private MVStore store() throws SQLException {
        try (Connection connection = source.getConnection()) {
            if (connection.unwrap(JdbcConnection.class).getSession()
                    instanceof SessionLocal session) {
                return session.getDatabase().getStore().getMvStore();
            }
            throw new SQLException("it is not in this process");
        }
    }

    private void run() {
        try {
            while (!stopping.await(PERIOD_MS, TimeUnit.MILLISECONDS)) {
                once();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void once() {
        try {
            MVStore store = store();
            if (store.getCurrentVersion() == version) {
                return;
            }
            store.sync();
            store.compact(FILL, WRITE);
            version = store.getCurrentVersion();
        } catch (MVStoreException | SQLException e) {
            LOG.warnf("the store was not kept in order reason=%s", e.getMessage());
        }
    }

    @Override
    public void close() {
        // Not interrupted: that would close the file under everybody.
        stopping.countDown();
        try {
            thread.join(TIME_TO_END);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}

package org.beamlet.cloud.store;

import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * Commits, and knows afterwards whether it did. A connection may break while the database commits:
 * then it is asked, by the transaction's number, how that ended. So work is repeated only where it
 * left no trace, and given up only where it left none.
 */
final class Transactions {
    private static final Logger LOG = Logger.getLogger(Transactions.class);
    private static final String COMMITTED = "committed";
    private static final String RUNNING = "in progress";

    private final Jdbi jdbi;
    private final boolean postgres;
    private final Duration patience;

    Transactions(Jdbi jdbi, boolean postgres, Duration patience) {
        this.jdbi = jdbi;
        this.postgres = postgres;
        this.patience = patience;
    }

    <T extends @Nullable Object> T run(Store.Work<T> work) {
        Retries retries = new Retries(patience);
        while (true) {
            try {
                return once(work);
            } catch (JdbiException e) {
                retries.after(e);
            }
        }
    }

    private <T extends @Nullable Object> T once(Store.Work<T> work) {
        Handle handle = jdbi.open();
        try {
            handle.begin();
            T result = work.on(handle);
            commit(handle);
            return result;
        } finally {
            end(handle);
        }
    }

    void commit(Handle handle) {
        Optional<String> number = postgres ? number(handle) : Optional.empty();
        try {
            handle.commit();
        } catch (JdbiException e) {
            if (!StoreFaults.isAway(e) || number.isEmpty() || !wasCommitted(number.get())) {
                throw e;
            }
            LOG.infof("the connection broke but the transaction is in xid=%s", number.get());
        }
    }

    /** {@return the number under which PostgreSQL remembers it; none if it has written nothing} */
    private static Optional<String> number(Handle handle) {
        return handle.createQuery("SELECT CAST(pg_current_xact_id_if_assigned() AS text)")
                .mapTo(String.class)
                .findOne();
    }

    private boolean wasCommitted(String number) {
        Retries retries = new Retries(patience);
        while (true) {
            try {
                String status = status(number);
                if (!status.equals(RUNNING)) {
                    return status.equals(COMMITTED);
                }
                throw new StillRunning();
            } catch (JdbiException e) {
                retries.after(e);
            }
        }
    }

    private String status(String number) {
        try (Handle handle = jdbi.open()) {
            return handle.createQuery("SELECT pg_xact_status(CAST(:number AS xid8))")
                    .bind("number", number)
                    .mapTo(String.class)
                    .findOne()
                    .orElse("forgotten");
        }
    }

    /**
     * Rolls back what was not committed. What cannot be told to the database it finds out itself.
     */
    static void end(Handle handle) {
        try {
            if (handle.isInTransaction()) {
                handle.rollback();
            }
        } catch (JdbiException e) {
            LOG.debugf("not rolled back, the connection is gone reason=%s", e.getMessage());
        }
        try {
            handle.close();
        } catch (JdbiException e) {
            LOG.debugf("not closed, the connection is gone reason=%s", e.getMessage());
        }
    }

    /** The database has not noticed yet that the connection is gone. */
    private static final class StillRunning extends JdbiException {
        private static final long serialVersionUID = 1;

        StillRunning() {
            super(
                    "the transaction is neither committed nor rolled back yet",
                    new java.sql.SQLException("still running", "08007"));
        }
    }
}

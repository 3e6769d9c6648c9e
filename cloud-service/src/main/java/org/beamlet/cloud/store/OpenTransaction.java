package org.beamlet.cloud.store;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * A transaction that stays open while something else is done, and so keeps other replicas from the
 * rows that it has locked. It ends with this process, however that ends.
 */
public final class OpenTransaction implements AutoCloseable {
    private final Transactions transactions;
    private final Handle handle;

    private OpenTransaction(Transactions transactions, Handle handle) {
        this.transactions = transactions;
        this.handle = handle;
    }

    static OpenTransaction begin(Transactions transactions, Jdbi jdbi) {
        Handle handle = jdbi.open();
        try {
            handle.begin();
        } catch (JdbiException e) {
            Transactions.end(handle);
            throw e;
        }
        return new OpenTransaction(transactions, handle);
    }

    /** Does some of the work; not repeated where it fails. */
    public <T> T run(Store.Work<T> work) {
        try {
            return work.on(handle);
        } catch (JdbiException e) {
            throw StoreFaults.failed(e);
        }
    }

    public void commit() {
        try {
            transactions.commit(handle);
        } catch (JdbiException e) {
            throw StoreFaults.failed(e);
        }
    }

    /** Rolls back what was not committed. */
    @Override
    public void close() {
        Transactions.end(handle);
    }
}

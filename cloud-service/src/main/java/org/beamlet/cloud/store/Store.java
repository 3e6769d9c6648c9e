package org.beamlet.cloud.store;

import io.agroal.api.AgroalDataSource;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.config.JdbiConfig;
import org.jspecify.annotations.Nullable;

/** The one database. What {@link #transaction} has returned survives a kill of the process. */
public final class Store implements AutoCloseable {
    private final AgroalDataSource source;
    private final Jdbi jdbi;
    private final Transactions transactions;
    private final Duration patience;
    private final Optional<H2Housekeeping> housekeeping;
    private final boolean shareable;

    private Store(AgroalDataSource source, String url, Duration patience) {
        this.source = source;
        this.patience = patience;
        this.jdbi = Jdbi.create(source);
        jdbi.registerArgument(new UuidArguments());
        jdbi.registerArrayType(UUID.class, "uuid");
        jdbi.registerArrayType(Long.class, "bigint");
        boolean postgres = Pools.isPostgres(url);
        this.shareable = postgres;
        this.transactions = new Transactions(jdbi, postgres, patience);
        this.housekeeping = postgres ? Optional.empty() : Optional.of(H2Housekeeping.start(source));
    }

    /** Opens the database in a folder, making or migrating it where needed. */
    public static Store open(Path folder) {
        return connect(
                H2Settings.url(folder),
                "beamlet",
                "",
                StoreSettings.CONNECTIONS,
                StoreSettings.PATIENCE);
    }

    /** Opens the database that was set; {@code folder} is that of the embedded one. */
    public static Store open(StoreSettings settings, Path folder) {
        return connect(
                settings.url().orElseGet(() -> H2Settings.url(folder)),
                settings.user(),
                settings.password(),
                settings.connections(),
                settings.patience());
    }

    private static Store connect(
            String url, String user, String password, int connections, Duration patience) {
        AgroalDataSource source = null;
        try {
            source = Pools.open(url, user, password, connections);
            Flyway.configure(Store.class.getClassLoader())
                    .dataSource(source)
                    .locations(migrations(url))
                    .load()
                    .migrate();
            return new Store(source, url, patience);
        } catch (SQLException | FlywayException e) {
            if (source != null) {
                source.close();
            }
            throw unopened(url, e);
        }
    }

    private static String[] migrations(String url) {
        String both = "classpath:org/beamlet/cloud/store/migrations";
        return Pools.isPostgres(url)
                ? new String[] {both}
                : new String[] {both, both + "_embedded"};
    }

    private static BeamletException unopened(String url, Exception cause) {
        return new BeamletException(
                ErrorCode.STORE_UNAVAILABLE,
                "the store at '%s' cannot be opened: %s"
                        .formatted(url.replaceAll("[;?].*", ""), cause.getMessage()),
                Pools.isPostgres(url)
                        ? "check that PostgreSQL answers there, that the database exists, and the"
                                + " user and its password"
                        : "check the folder's rights and free space, and that no other program has"
                                + " it open",
                cause);
    }

    /** {@return whether other processes may have it open at the same time} */
    public boolean shareable() {
        return shareable;
    }

    /** Sets something that code on a handle of this store can ask for. */
    public <C extends JdbiConfig<C>> void configure(Class<C> type, Consumer<C> settings) {
        jdbi.configure(type, settings);
    }

    /** What is asked of the database; unlike Jdbi's callbacks, it throws nothing checked. */
    @FunctionalInterface
    public interface Work<T extends @Nullable Object> {
        T on(Handle handle);
    }

    /**
     * Runs one or a few statements that need no transaction of their own and change nothing; runs
     * them again for a while where the database is away.
     */
    public <T extends @Nullable Object> T read(Work<T> work) {
        Retries retries = new Retries(patience);
        while (true) {
            try (Handle handle = jdbi.open()) {
                return work.on(handle);
            } catch (JdbiException e) {
                retries.after(e);
            }
        }
    }

    /**
     * Runs all of it or nothing. Runs it again where it came to nothing: where the database chose
     * it to break a deadlock or was away. STORE_UNAVAILABLE means that nothing was changed.
     */
    public <T extends @Nullable Object> T transaction(Work<T> work) {
        return transactions.run(work);
    }

    /** Opens a transaction that the caller ends. */
    public OpenTransaction begin() {
        try {
            return OpenTransaction.begin(transactions, jdbi);
        } catch (JdbiException e) {
            throw StoreFaults.failed(e);
        }
    }

    /** Copies the embedded database into a folder, as it is now. */
    public void copyTo(Path folder) {
        H2Copy.make(this, folder);
    }

    /** Raises unless the database answers. */
    public void ping() {
        try (Handle handle = jdbi.open()) {
            handle.createQuery("SELECT 1").mapTo(Integer.class).one();
        } catch (JdbiException e) {
            throw StoreFaults.failed(e);
        }
    }

    @Override
    public void close() {
        housekeeping.ifPresent(H2Housekeeping::close);
        source.close();
    }
}

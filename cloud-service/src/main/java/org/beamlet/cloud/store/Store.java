package org.beamlet.cloud.store;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.config.JdbiConfig;
import org.jspecify.annotations.Nullable;

/** The one database. What {@link #transaction} has returned survives a kill of the process. */
public final class Store implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Store.class);
    private static final int CONNECTIONS = 16;
    private static final int ATTEMPTS = 5;

    /**
     * WRITE_DELAY=0: a commit is in the file before it returns. LOBs up to 64 KiB lie in their row:
     * most payloads and results are smaller, and a LOB of its own costs a second write.
     */
    private static final String H2_SETTINGS =
            ";WRITE_DELAY=0;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH"
                    + ";LOCK_TIMEOUT=10000;MAX_LENGTH_INPLACE_LOB=65536;DB_CLOSE_ON_EXIT=FALSE";

    private final AgroalDataSource source;
    private final Jdbi jdbi;
    private final boolean shareable;

    private Store(AgroalDataSource source, boolean shareable) {
        this.source = source;
        this.shareable = shareable;
        this.jdbi = Jdbi.create(source);
        jdbi.registerArgument(new UuidArguments());
    }

    /** Opens the database in a folder, making or migrating it where needed. */
    public static Store open(Path folder) {
        String url = "jdbc:h2:file:" + folder.toAbsolutePath().resolve("beamlet") + H2_SETTINGS;
        return connect(url, "beamlet", "");
    }

    /** Opens the database that was set; {@code folder} is that of the embedded one. */
    public static Store open(StoreSettings settings, Path folder) {
        return settings.url()
                .map(url -> connect(url, settings.user(), settings.password()))
                .orElseGet(() -> open(folder));
    }

    /** Opens any database that the migrations are written for. */
    public static Store connect(String url, String user, String password) {
        AgroalDataSource source = null;
        try {
            source = AgroalDataSource.from(configuration(url, user, password));
            Flyway.configure(Store.class.getClassLoader())
                    .dataSource(source)
                    .locations("classpath:org/beamlet/cloud/store/migrations")
                    .load()
                    .migrate();
            return new Store(source, !url.startsWith("jdbc:h2:file:"));
        } catch (SQLException | FlywayException e) {
            if (source != null) {
                source.close();
            }
            throw new BeamletException(
                    ErrorCode.STORE_UNAVAILABLE,
                    "the store at '%s' cannot be opened: %s"
                            .formatted(url.replaceAll(";.*", ""), e.getMessage()),
                    "check the folder's rights and free space, and that no other program has it"
                            + " open",
                    e);
        }
    }

    private static AgroalDataSourceConfigurationSupplier configuration(
            String url, String user, String password) {
        return new AgroalDataSourceConfigurationSupplier()
                .metricsEnabled(false)
                .connectionPoolConfiguration(pool ->
                        pool.maxSize(CONNECTIONS)
                                .acquisitionTimeout(Duration.ofSeconds(20))
                                .connectionFactoryConfiguration(factory ->
                                        factory.jdbcUrl(url)
                                                .principal(new NamePrincipal(user))
                                                .credential(new SimplePassword(password))));
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

    /** Runs one or a few statements that need no transaction of their own. */
    public <T extends @Nullable Object> T read(Work<T> work) {
        try (Handle handle = jdbi.open()) {
            return work.on(handle);
        } catch (JdbiException e) {
            throw failed(e);
        }
    }

    /** Runs all of it or nothing; runs it again where the database chose it to break a deadlock. */
    public <T extends @Nullable Object> T transaction(Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return jdbi.inTransaction(work::on);
            } catch (JdbiException e) {
                if (attempt >= ATTEMPTS || !mayBeTriedAgain(e)) {
                    throw failed(e);
                }
                LOG.debugf("transaction tried again attempt=%d reason=%s", attempt, e.getMessage());
            }
        }
    }

    private static boolean mayBeTriedAgain(JdbiException error) {
        String state = sqlState(error);
        // Serialization failure, deadlock (PostgreSQL's and H2's), lock timeout.
        return state.equals("40001") || state.equals("40P01") || state.equals("HYT00");
    }

    /** A fault of the data gets a code of its own, so that a consumer can put the data aside. */
    private static BeamletException failed(JdbiException error) {
        String state = sqlState(error);
        boolean data = state.startsWith("22") || state.startsWith("23");
        return new BeamletException(
                data ? ErrorCode.INTERNAL_ERROR : ErrorCode.STORE_UNAVAILABLE,
                "the store refused: " + rootMessage(error),
                data
                        ? "report this with the request's id"
                        : "check the free space of the data folder and the service's log, then try"
                                + " again",
                error);
    }

    private static String sqlState(Throwable error) {
        for (Throwable t = error; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return "";
    }

    private static String rootMessage(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse("no reason given");
    }

    @Override
    public void close() {
        source.close();
    }
}

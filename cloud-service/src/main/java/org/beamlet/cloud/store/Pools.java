package org.beamlet.cloud.store;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.SQLException;
import java.time.Duration;

/** Connections to the database, kept open and replaced when they break. */
final class Pools {
    private static final Duration ACQUISITION = Duration.ofSeconds(20);
    private static final Duration IDLE = Duration.ofSeconds(30);

    /** A replica that hangs in the middle of a transaction must not hold its rows for ever. */
    private static final String SESSION = "SET idle_in_transaction_session_timeout = 60000";

    private Pools() {}

    static AgroalDataSource open(String url, String user, String password, int connections)
            throws SQLException {
        boolean postgres = isPostgres(url);
        return AgroalDataSource.from(
                new AgroalDataSourceConfigurationSupplier()
                        .metricsEnabled(false)
                        .connectionPoolConfiguration(pool -> {
                            pool.maxSize(connections)
                                    .acquisitionTimeout(ACQUISITION)
                                    .connectionFactoryConfiguration(factory -> {
                                        factory.jdbcUrl(url)
                                                .principal(new NamePrincipal(user))
                                                .credential(new SimplePassword(password));
                                        if (postgres) {
                                            overTheNetwork(factory);
                                        }
                                        return factory;
                                    });
                            if (postgres) {
                                pool.exceptionSorter(new PostgreSQLExceptionSorter())
                                        .connectionValidator(ConnectionValidator.defaultValidator())
                                        .idleValidationTimeout(IDLE);
                            } else {
                                pool.exceptionSorter(StoreFaults::isBroken);
                            }
                            return pool;
                        }));
    }

    static boolean isPostgres(String url) {
        return url.startsWith("jdbc:postgresql:");
    }

    /** A peer that is gone without a word is noticed in time. */
    private static void overTheNetwork(AgroalConnectionFactoryConfigurationSupplier factory) {
        factory.initialSql(SESSION)
                .jdbcProperty("reWriteBatchedInserts", "true")
                .jdbcProperty("tcpKeepAlive", "true")
                .jdbcProperty("connectTimeout", "5")
                .jdbcProperty("socketTimeout", "60");
    }
}

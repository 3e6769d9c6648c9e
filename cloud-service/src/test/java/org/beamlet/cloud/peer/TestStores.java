package org.beamlet.cloud.peer;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.beamlet.cloud.store.Store;
import org.beamlet.cloud.store.StoreSettings;

/**
 * The databases of tests: H2 in the test's folder, or, where the system property {@code
 * beamlet.store.peer} names a folder of {@code conformance/peers/postgresql}, a database there that
 * belongs to the test's folder.
 */
public final class TestStores {
    private static final int CONNECTIONS = 12;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private TestStores() {}

    /** Opens the database that belongs to a folder; the same one for the same folder. */
    public static Store open(Path folder) {
        return Store.open(settings(folder), folder);
    }

    /** {@return what to set for the database that belongs to a folder} */
    public static StoreSettings settings(Path folder) {
        Optional<Properties> peer = peer();
        return new StoreSettings(
                peer.map(found -> database(found, folder)),
                peer.map(found -> found.getProperty("user")).orElse("beamlet"),
                peer.map(found -> found.getProperty("password")).orElse(""),
                CONNECTIONS,
                PATIENCE);
    }

    private static Optional<Properties> peer() {
        String named = System.getProperty("beamlet.store.peer", "");
        if (named.isEmpty()) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(named, "peer.properties"))) {
            properties.load(reader);
        } catch (IOException e) {
            throw new IllegalStateException("no PostgreSQL in " + named, e);
        }
        return Optional.of(properties);
    }

    private static String database(Properties peer, Path folder) {
        String name =
                "t"
                        + UUID.nameUUIDFromBytes(
                                        folder.toAbsolutePath()
                                                .toString()
                                                .getBytes(StandardCharsets.UTF_8))
                                .toString()
                                .replace("-", "");
        String url = peer.getProperty("url");
        try (Connection connection =
                        DriverManager.getConnection(
                                url, peer.getProperty("user"), peer.getProperty("password"));
                Statement statement = connection.createStatement()) {
            try (ResultSet found =
                    statement.executeQuery(
                            "SELECT 1 FROM pg_database WHERE datname = '" + name + "'")) {
                if (found.next()) {
                    return url.substring(0, url.lastIndexOf('/') + 1) + name;
                }
            }
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("no database for " + folder, e);
        }
        return url.substring(0, url.lastIndexOf('/') + 1) + name;
    }
}

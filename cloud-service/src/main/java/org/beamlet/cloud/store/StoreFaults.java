package org.beamlet.cloud.store;

import java.sql.SQLException;
import java.util.Set;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.h2.mvstore.MVStoreException;

/** What a database's error means for whoever asked. */
final class StoreFaults {
    /** Serialization failure, deadlock (PostgreSQL's and H2's), lock timeout. */
    private static final Set<String> CONFLICTS = Set.of("40001", "40P01", "HYT00");

    /** Shut down by an administrator, crashed, starting up, too many connections. */
    private static final Set<String> AWAY = Set.of("57P01", "57P02", "57P03", "53300", "25P03");

    /** H2 closes its database when the file cannot be written; the next connection opens it. */
    private static final String CLOSED = "90098";

    private StoreFaults() {}

    /** {@return whether the database chose this work to let other work pass} */
    static boolean isConflict(Throwable error) {
        return CONFLICTS.contains(sqlState(error));
    }

    /** {@return whether the database could not be asked, or went away while it was} */
    static boolean isAway(Throwable error) {
        String state = sqlState(error);
        return state.startsWith("08")
                || AWAY.contains(state)
                || state.equals(CLOSED)
                || isPoolTimeout(error);
    }

    /** {@return whether a connection to the embedded database is of no use any more} */
    static boolean isBroken(SQLException error) {
        return String.valueOf(error.getSQLState()).equals(CLOSED) || isUnwritten(error);
    }

    private static boolean isUnwritten(Throwable error) {
        for (Throwable t = error; t != null; t = t.getCause()) {
            if (t instanceof MVStoreException) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPoolTimeout(Throwable error) {
        for (Throwable t = error; t != null; t = t.getCause()) {
            if (t instanceof SQLException
                    && String.valueOf(t.getMessage()).contains("acquisition")) {
                return true;
            }
        }
        return false;
    }

    /** A fault of the data gets a code of its own, so that a consumer can put the data aside. */
    static BeamletException failed(Throwable error) {
        String state = sqlState(error);
        boolean data = state.startsWith("22") || state.startsWith("23");
        return new BeamletException(
                data ? ErrorCode.INTERNAL_ERROR : ErrorCode.STORE_UNAVAILABLE,
                "the store refused: " + rootMessage(error),
                data
                        ? "report this with the request's id"
                        : "check the database, the free space of the data folder and the service's"
                                + " log, then try again",
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
}

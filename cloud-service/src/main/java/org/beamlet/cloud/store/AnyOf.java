package org.beamlet.cloud.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementCustomizer;
import org.postgresql.PGStatement;

/**
 * Conditions such as {@code task_id = <ids>}. A single value is compared as such, with a plan that
 * the database keeps; several are one array, so that the statement is the same for any number of
 * them. Such a statement is planned for the values at hand: a plan that is kept may be from when
 * the table was nearly empty, and reads all of it.
 */
public final class AnyOf {
    private AnyOf() {}

    /**
     * Fills {@code <name>} in.
     *
     * @param type UUID or Long
     * @param values at least one
     */
    public static <S extends SqlStatement<S>, T> S bind(
            S statement, String name, Class<T> type, List<T> values) {
        if (values.size() == 1) {
            return statement.define(name, ":" + name).bind(name, values.getFirst());
        }
        return statement
                .define(name, "ANY(:" + name + ")")
                .bindArray(name, type, values)
                .addCustomizer(new PlannedAnew());
    }

    private static final class PlannedAnew implements StatementCustomizer {
        @Override
        public void beforeExecution(PreparedStatement statement, StatementContext context)
                throws SQLException {
            if (statement.isWrapperFor(PGStatement.class)) {
                statement.unwrap(PGStatement.class).setPrepareThreshold(0);
            }
        }
    }
}

package org.beamlet.cloud.function;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.FunctionId;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Which functions are looked for, among those that the caller may run.
 *
 * @param name exactly
 * @param text in name or description, whatever its case
 * @param shared public or not
 * @param after the last function of the page before
 */
public record FunctionSearch(
        Optional<String> name,
        Optional<String> text,
        Optional<UUID> owner,
        Optional<Boolean> shared,
        Optional<Place> after,
        int limit) {

    /** A function and its place in the list, which has the newest first. */
    public record Found(RegisteredFunction function, long createdMs) {
        public Place place() {
            return new Place(createdMs, function.id());
        }
    }

    /** A place in the list. */
    public record Place(long createdMs, FunctionId function) {
        /** Reads what {@link #text} wrote. */
        public static Place parse(String text) {
            int dot = text.indexOf('.');
            if (dot > 0 && text.substring(0, dot).matches("\\d{1,15}")) {
                return new Place(
                        Long.parseLong(text, 0, dot, 10),
                        FunctionId.parse(text.substring(dot + 1)));
            }
            throw new BeamletException(
                    ErrorCode.SEMANTICALLY_INVALID,
                    "'%s' is not a place in a list".formatted(text),
                    "follow the Link header of the page before");
        }

        public String text() {
            return createdMs + "." + function;
        }
    }

    List<Found> run(Handle handle, Caller caller) {
        StringBuilder where = new StringBuilder("deleted_ms IS NULL");
        where.append(" AND (owner_id = :caller OR is_public OR group_id IN (<groups>))");
        name.ifPresent(_ -> where.append(" AND name = :name"));
        text.ifPresent(_ ->
                where.append(
                        " AND (LOWER(name) LIKE :text ESCAPE '!'"
                                + " OR LOWER(COALESCE(description, '')) LIKE :text ESCAPE '!')"));
        owner.ifPresent(_ -> where.append(" AND owner_id = :owner"));
        shared.ifPresent(_ -> where.append(" AND is_public = :shared"));
        after.ifPresent(_ ->
                where.append(
                        " AND (created_ms < :created"
                                + " OR created_ms = :created AND function_id > :last)"));
        Query query =
                handle.createQuery(
                                "SELECT %s, created_ms FROM functions WHERE %s"
                                                .formatted(Functions.COLUMNS, where)
                                        + " ORDER BY created_ms DESC, function_id"
                                        + " FETCH FIRST %d ROWS ONLY".formatted(limit))
                        .bind("caller", caller.userId())
                        .bindList("groups", caller.groupsOrNone());
        name.ifPresent(value -> query.bind("name", value));
        text.ifPresent(value -> query.bind("text", pattern(value)));
        owner.ifPresent(value -> query.bind("owner", value));
        shared.ifPresent(value -> query.bind("shared", value));
        after.ifPresent(place ->
                query.bind("created", place.createdMs()).bind("last", place.function().value()));
        return query.map((row, _) -> new Found(Functions.function(row), row.getLong("created_ms")))
                .list();
    }

    private static String pattern(String text) {
        String literal =
                text.toLowerCase(Locale.ROOT)
                        .replace("!", "!!")
                        .replace("%", "!%")
                        .replace("_", "!_");
        return "%" + literal + "%";
    }
}

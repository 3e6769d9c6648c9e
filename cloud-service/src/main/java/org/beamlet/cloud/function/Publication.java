package org.beamlet.cloud.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.json.Json;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Who may publish a function under an id that publisher, name and version fix, and that such an id
 * never stands for anything else.
 */
enum Publication {
    /** Nobody has published it. */
    NEW,
    /** It is there, and nothing of it changes. */
    KNOWN,
    /** It is there, and more is said of it than before, or it comes back. */
    TOLD_MORE;

    private static final String IDEMPOTENT = "idempotent";

    private record Row(String code, @Nullable String metadata, boolean deleted) {
        Published published() {
            return Published.of(metadata == null ? null : Json.read(metadata));
        }
    }

    /**
     * Judges a registration.
     *
     * @throws BeamletException with code RESOURCE_CONFLICT where the id stands for other content,
     *     with OPERATOR_REQUIRED or FUNCTION_ACCESS_FORBIDDEN where the caller may not publish it
     */
    static Publication of(Handle handle, Caller caller, NewFunction function) {
        Optional<Row> known = row(handle, function);
        known.ifPresent(row -> requireSame(row, function));
        boolean may = may(caller, function);
        if (known.isEmpty() || known.get().deleted()) {
            if (!may) {
                throw forbidden(caller, function);
            }
            return known.isEmpty() ? NEW : TOLD_MORE;
        }
        boolean more =
                saysMore(known.get(), function)
                        || (!caller.isInstallation() && saysOtherwise(known.get(), function));
        return (may && more) ? TOLD_MORE : KNOWN;
    }

    private static Optional<Row> row(Handle handle, NewFunction function) {
        return handle.createQuery(
                        "SELECT code, metadata, deleted_ms FROM functions"
                                + " WHERE function_id = :id FOR UPDATE")
                .bind("id", function.id().value())
                .map((row, _) ->
                        new Row(
                                row.getString("code"),
                                row.getString("metadata"),
                                row.getLong("deleted_ms") != 0))
                .findOne();
    }

    private static void requireSame(Row known, NewFunction function) {
        String before = known.published().content();
        String now = function.published().content();
        boolean otherContent = before != null && now != null && !before.equals(now);
        if (otherContent || !known.code().equals(function.code())) {
            throw new BeamletException(
                    ErrorCode.RESOURCE_CONFLICT,
                    "%s of publisher '%s' is published with other content%s: %s always stands for that"
                            .formatted(
                                    shown(function),
                                    function.published().publisher(),
                                    otherContent ? " (%s, not %s)".formatted(before, now) : "",
                                    function.id()),
                    "give what has changed a new version and register that");
        }
    }

    private static boolean may(Caller caller, NewFunction function) {
        String publisher = String.valueOf(function.published().publisher());
        return publisher.equals(CatalogFunctionId.BEAMLET)
                ? caller.operator()
                : publisher.equals(caller.name());
    }

    private static BeamletException forbidden(Caller caller, NewFunction function) {
        String publisher = String.valueOf(function.published().publisher());
        if (publisher.equals(CatalogFunctionId.BEAMLET)) {
            return new BeamletException(
                    ErrorCode.OPERATOR_REQUIRED,
                    "%s is not published here, and '%s' is no operator: the publisher '%s' is theirs"
                            .formatted(shown(function), caller.name(), publisher),
                    "ask an operator to run `beamlet function register %s`, or register a function of"
                                    .formatted(shown(function))
                            + " your own: `beamlet function register FILE`");
        }
        return new BeamletException(
                ErrorCode.FUNCTION_ACCESS_FORBIDDEN,
                "'%s' cannot publish as '%s'".formatted(caller.name(), publisher),
                "publish as '%s', or leave the publisher out".formatted(caller.name()));
    }

    private static String shown(NewFunction function) {
        return function.name() + "@" + function.version();
    }

    private static boolean saysMore(Row known, NewFunction function) {
        Published before = known.published();
        Published now = function.published();
        return (before.content() == null && now.content() != null)
                || (before.bundle() == null && now.bundle() != null);
    }

    /** Of what operators may say anew; what they have said outlives a start of the service. */
    private static boolean saysOtherwise(Row known, NewFunction function) {
        JsonNode says = read(function.metadata()).path(IDEMPOTENT);
        return says.isBoolean() && !says.equals(read(known.metadata()).path(IDEMPOTENT));
    }

    private static ObjectNode read(@Nullable String metadata) {
        return metadata != null && Json.read(metadata) instanceof ObjectNode object
                ? object
                : Json.NODES.objectNode();
    }

    /** Keeps what a registration says of a function that is there already, and what was said. */
    static void complete(Handle handle, NewFunction function) {
        ObjectNode metadata = read(row(handle, function).orElseThrow().metadata());
        metadata.setAll(read(function.metadata()));
        handle.createUpdate(
                        """
                        UPDATE functions SET deleted_ms = NULL, description = COALESCE(:description, description),
                            metadata = :metadata, artifact = COALESCE(:artifact, artifact)
                        WHERE function_id = :id\
                        """)
                .bind("description", function.description())
                .bind("metadata", metadata.toString())
                .bind("artifact", function.artifact())
                .bind("id", function.id().value())
                .execute();
    }
}

package org.beamlet.cloud.rest;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.function.Function;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Long lists come in pages; the header Link says where the next is. */
final class Paging {
    static final int LONGEST = 1000;
    private static final int USUAL = 100;

    private Paging() {}

    static int limit(@Nullable Integer asked) {
        if (asked != null && (asked < 1 || asked > LONGEST)) {
            throw new BeamletException(
                    ErrorCode.SEMANTICALLY_INVALID,
                    "limit is %d".formatted(asked),
                    "use 1 to %d".formatted(LONGEST));
        }
        return asked == null ? USUAL : asked;
    }

    /**
     * Answers a page.
     *
     * @param found one more than fits on the page, where there are more
     * @param place of an item, for the query parameter {@code after}
     */
    static <T> Response page(
            UriInfo request,
            int limit,
            List<T> found,
            Function<T, String> place,
            Function<List<T>, List<?>> shown) {
        boolean more = found.size() > limit;
        List<T> page = more ? found.subList(0, limit) : found;
        Response.ResponseBuilder answer = Response.ok(shown.apply(page));
        if (more) {
            String next =
                    request.getRequestUriBuilder()
                            .replaceQueryParam("after", place.apply(page.getLast()))
                            .build()
                            .toString();
            answer.header("Link", "<%s>; rel=\"next\"".formatted(next));
        }
        return answer.build();
    }
}

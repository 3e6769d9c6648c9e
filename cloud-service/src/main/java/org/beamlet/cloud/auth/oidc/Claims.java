package org.beamlet.cloud.auth.oidc;

import com.nimbusds.jwt.JWTClaimsSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads claims that issuers shape differently. */
final class Claims {
    private static final int MOST = 500;

    private Claims() {}

    /** {@return the words of a claim: a list, or one text with blanks; dots lead into objects} */
    static List<String> words(JWTClaimsSet claims, String path) {
        return switch (value(claims, path)) {
            case Collection<?> items -> items.stream().limit(MOST).map(String::valueOf).toList();
            case String text when !text.isBlank() ->
                    Arrays.stream(text.strip().split("\\s+", -1)).limit(MOST).toList();
            case null, default -> List.of();
        };
    }

    static String text(JWTClaimsSet claims, String path, String otherwise) {
        return value(claims, path) instanceof String text && !text.isBlank()
                ? text.strip()
                : otherwise;
    }

    private static @Nullable Object value(JWTClaimsSet claims, String path) {
        // Some issuers use addresses as names of claims, dots and all.
        if (claims.getClaim(path) != null) {
            return claims.getClaim(path);
        }
        Object value = claims.getClaims();
        for (String part : path.split("\\.", -1)) {
            value = value instanceof Map<?, ?> map ? map.get(part) : null;
        }
        return value;
    }
}

package org.beamlet.cloud.auth;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Stands in for Globus Auth where an unmodified Globus Compute endpoint is tried against this
 * service. Off unless {@code beamlet.auth.lab} is true.
 */
public final class LabAuth {
    private static final String SETTING = "beamlet.auth.lab";
    private static final String AUTH = "auth.globus.org";
    private static final String COMPUTE = "funcx_service";
    private static final String COMPUTE_SCOPE =
            "https://auth.globus.org/scopes/facd7ccc-c5f4-42aa-916b-a0e270e2c2a9/all";
    private static final Pattern URL_SCOPE =
            Pattern.compile("https://auth\\.globus\\.org/scopes/([0-9a-f-]{36})/\\w+");
    private static final Pattern URN_SCOPE =
            Pattern.compile("urn:globus:auth:scope:([\\w.-]+):\\w+");
    private static final Pattern DEPENDENT = Pattern.compile("\\[[^\\[\\]]*]");

    private LabAuth() {}

    public static boolean on() {
        return ConfigProvider.getConfig().getOptionalValue(SETTING, Boolean.class).orElse(false);
    }

    /** {@return what whoever starts a service with it on is told} */
    public static String warning() {
        return "%s is on: this service plays Globus Auth for whoever has a client id and secret of"
                        .formatted(SETTING)
                + " its own; for trials on this host only, turn it off in production";
    }

    /**
     * Sorts scopes by the service that they are for: a client wants one token for each service that
     * it asked for, and none more.
     *
     * @return scopes by resource server, in the order asked; empty if one of them is not known
     */
    public static Optional<Map<String, String>> byResourceServer(String scopes) {
        Map<String, String> sorted = new LinkedHashMap<>();
        for (String scope : withoutDependents(scopes).strip().split("\\s+", -1)) {
            Optional<String> server = resourceServer(scope);
            if (server.isEmpty()) {
                return Optional.empty();
            }
            sorted.merge(server.get(), scope, LabAuth::joined);
        }
        return Optional.of(sorted);
    }

    private static String joined(String known, String more) {
        return (" " + known + " ").contains(" " + more + " ") ? known : known + " " + more;
    }

    private static String withoutDependents(String scopes) {
        String outer = DEPENDENT.matcher(scopes).replaceAll("");
        return outer.equals(scopes) ? scopes : withoutDependents(outer);
    }

    private static Optional<String> resourceServer(String scope) {
        if (scope.equals(COMPUTE_SCOPE)) {
            return Optional.of(COMPUTE);
        }
        return switch (scope) {
            case "openid", "profile", "email", "offline_access" -> Optional.of(AUTH);
            default -> named(URN_SCOPE.matcher(scope)).or(() -> named(URL_SCOPE.matcher(scope)));
        };
    }

    private static Optional<String> named(Matcher scope) {
        return scope.matches() ? Optional.of(scope.group(1)) : Optional.empty();
    }
}

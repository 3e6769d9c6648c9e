package org.beamlet.cloud.broker;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beamlet.protocol.id.EndpointId;

/**
 * How users of the broker are called. The name alone says what its holder may do, so that a new
 * user needs no new rule.
 */
public final class LoginNames {
    public static final String SERVICE = "beamlet-service";

    private static final String UUID_TEXT = "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})";
    private static final Pattern ENDPOINT = Pattern.compile("endpoint-" + UUID_TEXT);
    private static final Pattern MANAGER = Pattern.compile("manager-" + UUID_TEXT);
    private static final String DISTINCT = "-([0-9a-f]{1,12})-[0-9a-f]{8}";
    private static final Pattern USER_ENDPOINT =
            Pattern.compile("user-endpoint-" + UUID_TEXT + DISTINCT);
    private static final Pattern STREAM = Pattern.compile("stream-" + UUID_TEXT + DISTINCT);
    private static final SecureRandom RANDOM = new SecureRandom();

    private LoginNames() {}

    public static String endpoint(EndpointId endpoint) {
        return "endpoint-" + endpoint;
    }

    public static String manager(EndpointId manager) {
        return "manager-" + manager;
    }

    /** A new name: each start has its own login, so that a late start cuts nobody off. */
    public static String userEndpoint(EndpointId endpoint, Instant now) {
        return "user-endpoint-" + endpoint + distinct(now);
    }

    /** A new name: an owner may have any number of logins. */
    public static String stream(UUID owner, Instant now) {
        return "stream-" + owner + distinct(now);
    }

    private static String distinct(Instant now) {
        byte[] distinct = new byte[4];
        RANDOM.nextBytes(distinct);
        String time = Long.toHexString(now.getEpochSecond());
        return "-" + time + "-" + HexFormat.of().formatHex(distinct);
    }

    /** {@return the endpoint whose login this is, if it is one} */
    public static Optional<EndpointId> endpointOf(String user) {
        return group(ENDPOINT, user, 1).map(EndpointId::parse);
    }

    /** {@return the manager endpoint whose login this is, if it is one} */
    public static Optional<EndpointId> managerOf(String user) {
        return group(MANAGER, user, 1).map(EndpointId::parse);
    }

    /** {@return the user endpoint whose login this is, if it is one} */
    public static Optional<EndpointId> userEndpointOf(String user) {
        return group(USER_ENDPOINT, user, 1).map(EndpointId::parse);
    }

    /** {@return whether a login of any kind is this endpoint's} */
    public static boolean isOf(EndpointId endpoint, String user) {
        return endpointOf(user)
                .or(() -> managerOf(user))
                .or(() -> userEndpointOf(user))
                .filter(endpoint::equals)
                .isPresent();
    }

    /** {@return the owner of the streams that this login may read, if it is one} */
    public static Optional<UUID> streamOwnerOf(String user) {
        return group(STREAM, user, 1).map(UUID::fromString);
    }

    /** {@return when a login was made, if it is of a kind of which there may be many} */
    public static Optional<Instant> madeAt(String user) {
        return group(STREAM, user, 2)
                .or(() -> group(USER_ENDPOINT, user, 2))
                .map(time -> Instant.ofEpochSecond(Long.parseLong(time, 16)));
    }

    /** {@return 256 random bits, fit for a URL} */
    public static String newPassword() {
        byte[] secret = new byte[32];
        RANDOM.nextBytes(secret);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    private static Optional<String> group(Pattern pattern, String user, int group) {
        Matcher matcher = pattern.matcher(user);
        return matcher.matches() ? Optional.of(matcher.group(group)) : Optional.empty();
    }
}

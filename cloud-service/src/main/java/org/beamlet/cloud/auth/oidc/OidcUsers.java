package org.beamlet.cloud.auth.oidc;

import com.nimbusds.jwt.JWTClaimsSet;
import java.net.URI;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.auth.IssuedUsers;
import org.beamlet.protocol.id.NameBasedUuid;

/** Whom the issuer's subjects are here, and which groups its group names are. */
public final class OidcUsers {
    private static final int REMEMBERED = 10_000;
    private static final int LONGEST_GROUP = 300;

    private final IssuedUsers users;
    private final Set<UUID> seen = ConcurrentHashMap.newKeySet();

    public OidcUsers(IssuedUsers users) {
        this.users = users;
    }

    Caller caller(OidcSettings settings, JWTClaimsSet claims) {
        String subject = claims.getSubject();
        Set<UUID> groups = new HashSet<>();
        for (String name : Claims.words(claims, settings.groupsClaim())) {
            if (!name.isBlank() && name.length() <= LONGEST_GROUP) {
                groups.add(group(settings.issuer(), name));
            }
        }
        return users.caller(
                new IssuedUsers.Shown(
                        settings.issuer().toString(),
                        subject,
                        Claims.text(claims, settings.userClaim(), subject),
                        Claims.words(claims, settings.rolesClaim())
                                .contains(settings.operatorRole()),
                        groups));
    }

    /** The same group of the same issuer has one id on every service, so that it can be shared. */
    private UUID group(URI issuer, String name) {
        UUID id = groupId(issuer, name);
        if (!seen.contains(id)) {
            users.note(id, name);
            if (seen.size() >= REMEMBERED) {
                seen.clear();
            }
            seen.add(id);
        }
        return id;
    }

    static UUID groupId(URI issuer, String name) {
        UUID namespace = NameBasedUuid.of(new UUID(0, 0), "groups." + issuer);
        return NameBasedUuid.of(namespace, name);
    }
}

package org.beamlet.cloud.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.beamlet.cloud.audit.AuditTable;
import org.beamlet.cloud.audit.AuditVerification;
import org.beamlet.cloud.auth.ServiceClients;
import org.beamlet.cloud.auth.TokenRegister;
import org.beamlet.cloud.auth.Tokens;
import org.beamlet.cloud.auth.Users;
import org.beamlet.cloud.quota.Quotas;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.audit.ChainReport;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.UuidText;
import org.jspecify.annotations.Nullable;

/** What operators may do, whether the service runs (through its routes) or not (on its store). */
public final class Administration {
    private static final Duration DAY = Duration.ofDays(1);
    private static final long TOKEN_SECONDS = 3600;
    private static final int MOST_ENTRIES = 100_000;

    private final Clock clock;
    private final Tokens tokens;
    private final TokenRegister register;
    private final Users users;
    private final ServiceClients clients;
    private final Store store;
    private final AuditTable audit;

    public Administration(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
        this.tokens = new Tokens(store, clock);
        this.register = new TokenRegister(store, clock);
        this.users = new Users(store, clock);
        this.clients = new ServiceClients(store, clock, tokens);
        this.audit = new AuditTable(store, clock, Duration.ZERO);
    }

    public AdminAnswers.NewToken mint(AdminRequests.Token request) {
        String user = required("user", request.user());
        Tokens.Minted minted =
                tokens.mint(new Tokens.Wish(user, seconds(request.expiresIn()), request.label()));
        Boolean operator = request.operator();
        if (operator != null) {
            users.operator(users.find(minted.caller().userId().toString()), operator);
        }
        return AdminAnswers.NewToken.of(minted);
    }

    /** {@return the user that a request names} */
    public String requiredUser(AdminRequests.Token request) {
        return required("user", request.user());
    }

    public List<AdminAnswers.Token> tokens(Optional<String> user) {
        return register.list(user.map(name -> users.find(name).id())).stream()
                .map(AdminAnswers.Token::of)
                .toList();
    }

    public AdminAnswers.Token revoke(String id) {
        register.revoke(id, Optional.empty());
        return register.list(Optional.empty()).stream()
                .filter(token -> token.id().equals(id))
                .map(AdminAnswers.Token::of)
                .findFirst()
                .orElseThrow();
    }

    public int revokeAll(String user) {
        return register.revokeAll(users.find(user).id());
    }

    public List<AdminAnswers.User> users() {
        return users.list().stream().map(AdminAnswers.User::of).toList();
    }

    public AdminAnswers.User change(String name, AdminRequests.UserChange change) {
        Users.User user = users.find(name);
        Boolean operator = change.operator();
        Boolean disabled = change.disabled();
        if (operator != null) {
            users.operator(user, operator);
        }
        if (disabled != null) {
            users.disabled(user, disabled);
        }
        return AdminAnswers.User.of(users.find(user.id().toString()));
    }

    public void grant(String name, AdminRequests.Quota quota) {
        Quotas.grant(
                store,
                users.find(name).id(),
                new Quotas.Own(
                        positive("tasks", quota.tasks()),
                        positive("functions", quota.functions()),
                        positive("submit_bytes_per_day", quota.submitBytes())));
    }

    public AdminAnswers.NewClient makeClient(AdminRequests.Client request) {
        Long lifetime = request.tokenLifetime();
        return AdminAnswers.NewClient.of(
                clients.make(
                        required("name", request.name()),
                        seconds(request.expiresIn()),
                        Duration.ofSeconds(lifetime == null ? TOKEN_SECONDS : lifetime)));
    }

    public List<AdminAnswers.Client> clients() {
        return clients.list().stream().map(AdminAnswers.Client::of).toList();
    }

    public AdminAnswers.Client revokeClient(String id) {
        if (!UuidText.isUuid(id)) {
            throw new BeamletException(
                    ErrorCode.INVALID_UUID,
                    "'%s' is not a client id".formatted(id),
                    "use an id of `beamlet cloud daemon list`");
        }
        clients.revoke(UUID.fromString(id));
        return clients().stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
    }

    public List<ObjectNode> audit(
            Optional<String> since, Optional<String> user, @Nullable Integer limit) {
        Instant begin = since.map(Administration::instant).orElse(clock.instant().minus(DAY));
        int most = limit == null ? MOST_ENTRIES : Math.clamp(limit, 1, MOST_ENTRIES);
        return audit.since(begin, user, most);
    }

    /** {@return whether the audit log is whole} */
    public ChainReport auditVerification() {
        return AuditVerification.of(audit);
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    "'%s' is not a time".formatted(text),
                    "give one such as 2026-11-21T09:00:00Z",
                    e);
        }
    }

    private static String required(String key, @Nullable String value) {
        if (value == null) {
            throw new BeamletException(
                    ErrorCode.REQUEST_KEY_ERROR,
                    "'%s' is missing".formatted(key),
                    "send {\"%s\": name}".formatted(key));
        }
        return value;
    }

    private static @Nullable Duration seconds(@Nullable Long seconds) {
        return seconds == null ? null : Duration.ofSeconds(seconds);
    }

    private static @Nullable Long positive(String key, @Nullable Long value) {
        if (value != null && value < 0) {
            throw new BeamletException(
                    ErrorCode.SEMANTICALLY_INVALID,
                    "%s is %d".formatted(key, value),
                    "give 0 or more");
        }
        return value;
    }
}

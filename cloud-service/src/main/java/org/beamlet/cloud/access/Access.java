package org.beamlet.cloud.access;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.beamlet.cloud.audit.AuditLog;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.auth.Credentials;
import org.beamlet.cloud.auth.IssuedUsers;
import org.beamlet.cloud.auth.LoginEndings;
import org.beamlet.cloud.auth.ServiceClients;
import org.beamlet.cloud.auth.TokenRegister;
import org.beamlet.cloud.auth.Tokens;
import org.beamlet.cloud.auth.Users;
import org.beamlet.cloud.auth.oidc.OidcSettings;
import org.beamlet.cloud.auth.oidc.OidcTokens;
import org.beamlet.cloud.auth.oidc.OidcUsers;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.function.Functions;
import org.beamlet.cloud.group.Groups;
import org.beamlet.cloud.quota.Limits;
import org.beamlet.cloud.quota.Quotas;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.error.BeamletException;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

/** Who calls, what they belong to, how much they may, and the record of it. */
public final class Access implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Access.class);
    private static final long KEEP_DAYS = 365;

    private final Tokens tokens;
    private final Users users;
    private final TokenRegister tokenRegister;
    private final ServiceClients clients;
    private final Groups groups;
    private final Quotas quotas;
    private final AuditLog audit;
    private final Optional<OidcSettings> issuer;
    private final Credentials credentials;
    private final Revocations revocations;
    private final Administration administration;

    public Access(Store store, BrokerAdmin broker, Clock clock) {
        this(store, broker, clock, ConfigProvider.getConfig());
    }

    Access(Store store, BrokerAdmin broker, Clock clock, Config config) {
        this.administration = new Administration(store, clock);
        this.tokens = new Tokens(store, clock);
        this.users = new Users(store, clock);
        this.tokenRegister = new TokenRegister(store, clock);
        this.clients = new ServiceClients(store, clock, tokens);
        this.groups = new Groups(store, clock);
        this.quotas = new Quotas(store, clock, Limits.read(config));
        this.issuer = OidcSettings.read(config);
        this.credentials =
                new Credentials(
                        tokens,
                        issuer.map(settings ->
                                new OidcTokens(
                                        settings, new OidcUsers(new IssuedUsers(store, clock)))),
                        System::nanoTime);
        this.audit =
                new AuditLog(
                        store,
                        clock,
                        config.getOptionalValue("beamlet.audit.file", String.class).map(Path::of),
                        config.getOptionalValue("beamlet.audit.syslog", String.class),
                        Duration.ofDays(
                                config.getOptionalValue("beamlet.audit.keep-days", Long.class)
                                        .orElse(KEEP_DAYS)));
        this.revocations =
                new Revocations(store, broker, new LoginEndings(store, clock), this::everySecond);
    }

    public void start() {
        revocations.start();
    }

    private void everySecond() {
        quotas.flush();
    }

    public Tokens tokens() {
        return tokens;
    }

    /** {@return what operators may do} */
    public Administration administration() {
        return administration;
    }

    public Users users() {
        return users;
    }

    public TokenRegister tokenRegister() {
        return tokenRegister;
    }

    public ServiceClients clients() {
        return clients;
    }

    public Groups groups() {
        return groups;
    }

    public Quotas quotas() {
        return quotas;
    }

    public AuditLog audit() {
        return audit;
    }

    public Credentials credentials() {
        return credentials;
    }

    /** {@return the issuer whose tokens are taken, if there is one} */
    public Optional<OidcSettings> issuer() {
        return issuer;
    }

    /** Has what was changed about users, groups and tokens count from now on, here at once. */
    public void changed() {
        credentials.changed();
        revocations.now();
    }

    /** {@return what functions are held against} */
    public Functions.Gate functionGate() {
        return new Functions.Gate() {
            @Override
            public void group(Caller caller, UUID group) {
                groups.requireMember(caller, List.of(group));
            }

            @Override
            public void oneMore(Caller caller) {
                quotas.oneMoreFunction(caller);
            }
        };
    }

    @Override
    public void close() {
        revocations.close();
        try {
            everySecond();
        } catch (BeamletException e) {
            LOG.warnf("the last second of usage is not written reason=%s", e.getMessage());
        }
        audit.close();
    }
}

package org.beamlet.agent.userendpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beamlet.agent.access.Attempt;
import org.beamlet.agent.access.Attempts;
import org.beamlet.agent.account.AccountCommand;
import org.beamlet.agent.account.Accounts;
import org.beamlet.agent.account.Identity;
import org.beamlet.agent.account.IdentityMappings;
import org.beamlet.agent.account.LocalAccount;
import org.beamlet.agent.account.PamSession;
import org.beamlet.agent.config.AccountConfig;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.config.ManagerConfig;
import org.beamlet.agent.home.AgentProcess;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.PrivateFiles;
import org.beamlet.agent.registration.Registrar;
import org.beamlet.agent.registration.ServiceClient;
import org.beamlet.agent.template.UserTemplates;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.task.TouchedPaths;
import org.jspecify.annotations.Nullable;

/**
 * Each runs as the account that its user is mapped to. The manager is root's: it reads and writes
 * nothing in the folders of users, where a link would lead it anywhere, and believes nothing that
 * stands there.
 */
final class UsersHousehold implements Household {
    private static final String ONLINE = ">>> Endpoint ID: ";

    private final EndpointFolder manager;
    private final String text;
    private final ManagerConfig config;
    private final ServiceClient service;
    private final AccountLauncher launcher;
    private final Attempts attempts;
    private final IdentityMappings mappings;
    private final Accounts accounts;
    private final Optional<PamSession> session;
    private final UserRecords records;
    private final Map<String, LocalAccount> mapped = new HashMap<>();
    private final Map<String, Integer> reviewed = new HashMap<>();
    private int generation;

    UsersHousehold(
            EndpointFolder manager,
            String text,
            ManagerConfig config,
            AccountConfig how,
            ServiceClient service,
            AccountLauncher launcher,
            Attempts attempts)
            throws IOException {
        this.manager = manager;
        this.text = text;
        this.config = config;
        this.service = service;
        this.launcher = launcher;
        this.attempts = attempts;
        this.mappings = new IdentityMappings(how.mapping());
        this.accounts = new Accounts(how.least());
        this.records = UserRecords.of(manager);
        this.session =
                how.pamService().isPresent()
                        ? Optional.of(PamSession.in(manager.path(), how.pamService().get()))
                        : Optional.empty();
        // A file that cannot be read is said before anybody submits.
        boolean _ = mappings.refresh();
    }

    @Override
    public List<Earlier> earlier() throws IOException {
        return records.earlier();
    }

    @Override
    public Judged judge(StartOrder order) {
        try {
            LocalAccount account = account(Identity.all(order.identities()), order.userName());
            mapped.put(order.name().value(), account);
            return Judged.allowed(account.name());
        } catch (BeamletException e) {
            Attempt.Refused why = new Attempt.Refused(e.code(), e.what() + "; " + e.remedy());
            // What is wrong with the site's files is the site's to know.
            return new Judged(
                    "",
                    Optional.of(why),
                    e.code() == ErrorCode.ENDPOINT_ACCESS_FORBIDDEN
                            ? why.why()
                            : "this endpoint's identity mapping does not work now; ask its owner to"
                                    + " look at its log");
        }
    }

    private LocalAccount account(List<Identity> identities, String shown) {
        return accounts.find(
                mappings.name(identities)
                        .orElseThrow(() ->
                                new BeamletException(
                                        ErrorCode.ENDPOINT_ACCESS_FORBIDDEN,
                                        "endpoint '%s' has no account here for %s"
                                                .formatted(manager.name(), shown),
                                        "ask the endpoint's owner to add one to its identity"
                                                + " mapping")));
    }

    private void note(UserRecords.Kept kept, Optional<Attempt.Refused> refusal) {
        attempts.note(
                new Attempt(
                        Attempt.What.USER_ENDPOINT,
                        kept.id().toString(),
                        "%s %s".formatted(kept.user(), kept.userName()),
                        kept.account(),
                        "",
                        "",
                        kept.name(),
                        TouchedPaths.NONE,
                        refusal));
    }

    @Override
    public Prepared prepare(StartOrder order) throws IOException {
        LocalAccount account = known(order.name().value());
        EndpointFolder folder = records.write(order, account);
        return new Prepared(folder, ChildConfig.environment(order, manager.path()), true);
    }

    private LocalAccount known(String name) {
        LocalAccount account = mapped.get(name);
        if (account == null) {
            throw new BeamletException(
                    ErrorCode.INTERNAL_ERROR,
                    "user endpoint %s was not mapped".formatted(name),
                    "report this");
        }
        return account;
    }

    @Override
    public Process start(Child child, @Nullable StartOrder order) throws IOException {
        UserRecords.Kept kept = records.read(child.folder());
        LocalAccount account = order == null ? again(kept) : known(child.folder().name().value());
        PrivateFiles.write(child.output(), "");
        Process process =
                launcher.start(
                        new AccountCommand(account, session),
                        child.output(),
                        child.environment(),
                        handover(kept, account, order));
        records.started(child.folder(), AgentProcess.of(process.pid()));
        reviewed.put(child.folder().name().value(), generation);
        return process;
    }

    /** Nobody asked for it now, so that this is told here. */
    private LocalAccount again(UserRecords.Kept kept) {
        try {
            LocalAccount account = same(kept);
            note(kept, Optional.empty());
            return account;
        } catch (BeamletException e) {
            refused(kept, e);
            throw e;
        }
    }

    private void refused(UserRecords.Kept kept, BeamletException why) {
        note(kept, Optional.of(new Attempt.Refused(why.code(), why.what() + "; " + why.remedy())));
    }

    /** What was left is taken up by the account that left it, if it is still that user's. */
    private LocalAccount same(UserRecords.Kept kept) {
        LocalAccount account = account(kept.identities(), kept.userName());
        if (account.uid() != kept.uid()) {
            throw new BeamletException(
                    ErrorCode.ENDPOINT_ACCESS_FORBIDDEN,
                    "user %s is mapped to '%s' with uid %d, and was to uid %d"
                            .formatted(kept.user(), account.name(), account.uid(), kept.uid()),
                    "nothing to do; the next submission starts an endpoint anew");
        }
        return account;
    }

    private Handover handover(
            UserRecords.Kept kept, LocalAccount account, @Nullable StartOrder order) {
        UserTemplates templates = UserTemplates.of(manager.path(), config);
        return new Handover(
                account,
                session.isEmpty(),
                launcher.service().toString(),
                Registrar.agentToken(service, kept.id()),
                manager.name().value(),
                kept.name(),
                kept.id().toString(),
                kept.user().toString(),
                kept.userName(),
                order == null ? UserRecords.none() : order.options(),
                order == null ? UserRecords.none() : order.runtime(),
                text,
                ConfigReader.text(templates.template()),
                templates.template().toAbsolutePath().toString(),
                templates.schema().map(ConfigReader::text).orElse(null),
                order == null,
                launcher.debug());
    }

    /** Its output is the manager's file: the account can write there, but not what is one. */
    @Override
    public boolean online(Child child) {
        Path output = child.output();
        try {
            return Files.exists(output) && ConfigReader.text(output).contains(ONLINE);
        } catch (BeamletException _) {
            return false;
        }
    }

    /** One that was online may have: its next agent looks, and ends at once where it has not. */
    @Override
    public boolean leftWork(Child child) {
        return online(child);
    }

    @Override
    public void ended(Child child, boolean orderly) {
        if (orderly) {
            records.ended(child.folder());
        }
    }

    /** What the template comes to is known to the account alone. */
    @Override
    public boolean patient(Child child) {
        return true;
    }

    @Override
    public boolean revoked(Child child) {
        try {
            if (mappings.refresh()) {
                generation++;
            }
            String name = child.folder().name().value();
            return !Integer.valueOf(generation).equals(reviewed.put(name, generation))
                    && nobody(records.read(child.folder()));
        } catch (BeamletException _) {
            // A file that is faulty for a moment starts nobody, and ends nobody.
            return false;
        }
    }

    private boolean nobody(UserRecords.Kept kept) {
        try {
            LocalAccount _ = same(kept);
            return false;
        } catch (BeamletException e) {
            if (e.code() != ErrorCode.ENDPOINT_ACCESS_FORBIDDEN) {
                throw e;
            }
            refused(kept, e);
            return true;
        }
    }
}

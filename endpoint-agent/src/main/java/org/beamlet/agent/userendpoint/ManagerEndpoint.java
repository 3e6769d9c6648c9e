package org.beamlet.agent.userendpoint;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.beamlet.agent.audit.AuditEvent;
import org.beamlet.agent.audit.EndpointAudit;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.config.ManagerConfig;
import org.beamlet.agent.home.AgentLock;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.registration.Description;
import org.beamlet.agent.registration.Registrar;
import org.beamlet.agent.registration.ServiceClient;
import org.beamlet.agent.template.UserTemplates;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.json.Json;
import org.jboss.logging.Logger;

/** A running manager. Whoever makes one holds the folder's lock. */
public final class ManagerEndpoint {
    private static final Logger LOG = Logger.getLogger(ManagerEndpoint.class);
    private static final Duration ONLINE_LIMIT = Duration.ofSeconds(60);

    private final Registrar registrar;
    private final Children children;
    private final ManagerHeartbeat heartbeat;
    private final OrderIntake orders;
    private final EndpointAudit audit;
    private final String name;

    /**
     * Makes one that does nothing yet.
     *
     * @param text of its config.yaml
     * @param othersAsMe whether the owner agreed to run what anybody submits
     * @param accounts starts user endpoints where users are mapped to accounts
     */
    public ManagerEndpoint(
            EndpointFolder folder,
            String text,
            ServiceClient service,
            boolean othersAsMe,
            ChildLauncher launcher,
            AccountLauncher accounts)
            throws IOException {
        ManagerConfig config = ConfigReader.manager(text, folder.config().toString());
        UserTemplates templates = UserTemplates.of(folder.path(), config);
        Description.Template template =
                new Description.Template(
                        ConfigReader.text(templates.template()),
                        templates.schema().map(file -> Json.read(ConfigReader.text(file))));
        this.name = folder.name().value();
        this.audit = EndpointAudit.open(config.audit(), Clock.systemUTC());
        this.registrar =
                new Registrar(service, folder, Description.of(config, template), othersAsMe);
        this.children =
                new Children(
                        folder,
                        config,
                        config.accounts().isPresent()
                                ? new UsersHousehold(
                                        folder,
                                        text,
                                        config,
                                        config.accounts().get(),
                                        service,
                                        accounts,
                                        audit)
                                : new OwnersHousehold(folder, text, config, othersAsMe, launcher),
                        new Refusals(registrar.connections())::tell,
                        audit);
        this.heartbeat = new ManagerHeartbeat(registrar, config.heartbeatPeriod(), children::count);
        this.orders = new OrderIntake(registrar, children::order);
    }

    /** Sets who ends this manager when the endpoint is another's. */
    public void whenEvicted(Consumer<BeamletException> end) {
        registrar.whenEvicted(why -> {
            LOG.error(why.getMessage());
            end.accept(why);
        });
    }

    /**
     * Registers, takes up the user endpoints of an earlier run, and goes online.
     *
     * @param lock of the folder, which is told once the service has let this manager in
     * @return the endpoint's id
     */
    public EndpointId start(AgentLock lock) throws IOException, InterruptedException {
        lock.follows().ifPresent(registrar::follows);
        EndpointId id = registrar.id();
        lock.serves(registrar.session());
        if (Optional.ofNullable(registrar.current().commandQueue()).isEmpty()) {
            throw new BeamletException(
                    ErrorCode.SERVICE_UNREACHABLE,
                    "the service has no commands for endpoint %s".formatted(id),
                    "use a service that starts user endpoints, or write an engine in config.yaml");
        }
        children.start();
        heartbeat.start();
        orders.start();
        if (!heartbeat.awaitFirst(ONLINE_LIMIT)) {
            throw new BeamletException(
                    ErrorCode.BROKER_UNREACHABLE,
                    "the broker took no report of the endpoint within %d s"
                            .formatted(ONLINE_LIMIT.toSeconds()),
                    "see agent.log in the endpoint's folder");
        }
        audit.note(AuditEvent.Began.here(id.toString(), name));
        LOG.infof("manager endpoint=%s online user_endpoints=%d", id, children.count());
        return id;
    }

    /**
     * Takes no more orders and ends the user endpoints; what they have accepted stays with them.
     */
    public void stop() throws InterruptedException {
        orders.stop();
        heartbeat.stop();
        children.stop();
        audit.close();
        LOG.info("stopped");
    }
}

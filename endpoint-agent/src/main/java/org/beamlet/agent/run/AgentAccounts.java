package org.beamlet.agent.run;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.beamlet.agent.access.AccessRules.Refusal;
import org.beamlet.agent.audit.AuditEvent;
import org.beamlet.agent.audit.EndpointAudit;
import org.beamlet.agent.block.BlockAccount;
import org.beamlet.agent.config.EndpointConfig;
import org.beamlet.agent.config.EngineConfig;
import org.beamlet.agent.config.ProviderConfig;
import org.beamlet.agent.config.QueueTerms;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.schedule.EndedTask;
import org.beamlet.agent.usage.HeldNodes;
import org.beamlet.agent.usage.NodeLedger;
import org.beamlet.agent.usage.UsageBook;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.providers.JobId;

/** Who ran what, and what it took of the machine. */
record AgentAccounts(
        EndpointAudit audit, NodeLedger ledger, int nodes, KnownJobs jobs, Strangers strangers)
        implements BlockAccount, AutoCloseable {
    static AgentAccounts open(EndpointFolder folder, EndpointConfig config) throws IOException {
        Clock clock = Clock.systemUTC();
        EndpointAudit audit = EndpointAudit.open(config.accounting().audit(), clock);
        UsageBook book = UsageBook.open(folder.usage(), clock);
        NodeLedger.Terms terms = terms(config.engine());
        return new AgentAccounts(
                audit,
                new NodeLedger(
                        book,
                        config.accounting().budget(),
                        config.accounting().perUser(),
                        terms,
                        clock),
                terms.nodes(),
                new KnownJobs(),
                new Strangers(System::nanoTime));
    }

    private static NodeLedger.Terms terms(EngineConfig engine) {
        String project = "";
        Duration walltime = Duration.ZERO;
        if (engine.provider() instanceof ProviderConfig.Batch batch) {
            project = batch.queues().getFirst().job().place().account();
            walltime =
                    batch.queues().stream()
                            .map(QueueTerms::job)
                            .map(job -> job.walltime())
                            .max(Comparator.naturalOrder())
                            .orElse(Duration.ZERO);
        }
        return new NodeLedger.Terms(
                project,
                engine.provider().blocks().nodesPerBlock(),
                walltime,
                engine.maxWorkersPerNode());
    }

    void began(String endpoint, String name) {
        audit.note(AuditEvent.Began.here(endpoint, name));
    }

    /** {@return why a task of a user is not taken, if it is for what they used} */
    Optional<Refusal> usedUp(String user) {
        return ledger.refusal(user).map(why -> new Refusal(ErrorCode.QUOTA_EXCEEDED, why));
    }

    /** A task came to its end. */
    void ended(EndedTask task) {
        audit.note(new AuditEvent.Ended(task, jobs.of(task.block())));
        ledger.ended(task);
    }

    @Override
    public void known(String block, JobId job) {
        jobs.put(block, job.value());
    }

    @Override
    public void asked(String block, JobId job) {
        known(block, job);
        audit.note(new AuditEvent.OfBlock(block, job.value(), nodes, "asked for"));
    }

    @Override
    public void ended(String block, JobId job, String how) {
        audit.note(new AuditEvent.OfBlock(block, job.value(), nodes, how));
    }

    @Override
    public void refused(String block, String node, String address, String why) {
        strangers
                .told()
                .ifPresent(more ->
                        audit.note(new AuditEvent.Stranger(address, block, node, why, more)));
    }

    @Override
    public void look(Collection<HeldNodes> blocks) {
        ledger.look(blocks);
    }

    @Override
    public boolean bounded() {
        return ledger.bounded();
    }

    @Override
    public Optional<String> refusal(Collection<HeldNodes> held) {
        return ledger.refusal(held);
    }

    @Override
    public void close() {
        ledger.close();
        audit.close();
    }
}

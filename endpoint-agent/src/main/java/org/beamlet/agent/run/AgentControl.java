package org.beamlet.agent.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.beamlet.agent.block.BlockKeeper;
import org.beamlet.agent.block.BlockView;
import org.beamlet.agent.config.BlockConfig;
import org.beamlet.agent.door.DoorRequest;
import org.beamlet.agent.door.Keeper;
import org.beamlet.agent.heartbeat.Heartbeat;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.HostName;
import org.beamlet.agent.queue.Gate;
import org.beamlet.agent.queue.ResultOutbox;
import org.beamlet.agent.registration.Registrar;
import org.beamlet.agent.schedule.Load;
import org.beamlet.agent.schedule.ManagerView;
import org.beamlet.agent.schedule.Roster;
import org.beamlet.agent.schedule.Scheduler;
import org.beamlet.agent.schedule.TaskCounts;
import org.beamlet.agent.snapshot.AgentPhase;
import org.beamlet.agent.snapshot.AgentSnapshot;
import org.beamlet.agent.snapshot.MetricsText;
import org.beamlet.agent.snapshot.Warnings;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.net.BrokerUrl;
import org.beamlet.providers.LoginAnswer;
import org.beamlet.providers.LoginStep;
import org.jboss.logging.Logger;

/** What the user of an endpoint may see of the running agent and ask of it. */
public final class AgentControl implements Keeper {
    private static final Logger LOG = Logger.getLogger(AgentControl.class);

    private final EndpointFolder folder;
    private final Registrar registrar;
    private final BlockConfig limits;
    private final Parts parts;
    private final AgentState state;
    private final Roster roster;
    private final Instant started = Instant.now();
    private volatile boolean online;
    private volatile boolean draining;
    private volatile boolean stopWhenDrained;
    private volatile Runnable end = () -> {};

    /** The parts of the agent that are looked at. */
    record Parts(
            Scheduler scheduler,
            BlockKeeper blocks,
            ResultOutbox outbox,
            Heartbeat heartbeat,
            Gate gate) {}

    AgentControl(
            EndpointFolder folder,
            Registrar registrar,
            BlockConfig limits,
            Parts parts,
            AgentState state) {
        this.state = state;
        this.folder = folder;
        this.registrar = registrar;
        this.limits = limits;
        this.parts = parts;
        this.roster = new Roster(parts.scheduler());
        parts.heartbeat().draining(() -> draining);
        parts.heartbeat().provider(parts.blocks()::loginRequired, parts.blocks()::trouble);
    }

    /** Sets what ends the agent once it is drained, where that was asked for. */
    public void whenDrained(Runnable toEnd) {
        end = toEnd;
    }

    void online() {
        online = true;
    }

    /** Called again and again: ends a drained agent that is to end. */
    void tick() {
        if (stopWhenDrained && phase() == AgentPhase.DRAINED) {
            stopWhenDrained = false;
            LOG.info("drained, and ends as was asked");
            end.run();
        }
    }

    @Override
    public JsonNode answer(DoorRequest request) {
        return switch (request) {
            case DoorRequest.Status _ -> told();
            case DoorRequest.Metrics _ -> Json.NODES.objectNode().put("text", metrics());
            case DoorRequest.Drain(boolean stop) -> drain(stop);
            case DoorRequest.Resume _ -> resume();
            case DoorRequest.Scale(int blocks) -> scale(blocks);
            case DoorRequest.Login(LoginAnswer answer) -> login(answer);
        };
    }

    private JsonNode told() {
        return Json.mapper().valueToTree(snapshot());
    }

    public String metrics() {
        return MetricsText.of(snapshot());
    }

    private synchronized JsonNode drain(boolean stop) {
        LOG.infof("drain stop=%s", stop);
        parts.gate().set(false);
        draining = true;
        stopWhenDrained = stop;
        parts.blocks().draining(true);
        return told();
    }

    private synchronized JsonNode resume() {
        LOG.info("resume");
        stopWhenDrained = false;
        draining = false;
        parts.blocks().draining(false);
        parts.gate().set(true);
        return told();
    }

    private synchronized JsonNode scale(int blocks) {
        if (blocks > limits.maxBlocks()) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    "%d blocks are more than max_blocks, which is %d"
                            .formatted(blocks, limits.maxBlocks()),
                    "ask for fewer, or raise max_blocks in %s and restart the endpoint"
                            .formatted(folder.config()));
        }
        if (draining) {
            throw new BeamletException(
                    ErrorCode.RESOURCE_CONFLICT,
                    "endpoint '%s' is drained and gives its blocks back".formatted(folder.name()),
                    "let it take tasks first with `beamlet endpoint drain %s --resume`"
                            .formatted(folder.name()));
        }
        LOG.infof("scale blocks=%d", blocks);
        parts.blocks().hold(blocks);
        ObjectNode answer = Json.NODES.objectNode();
        answer.put("held", blocks);
        answer.put("blocks", parts.blocks().size());
        answer.put("max_blocks", limits.maxBlocks());
        return answer;
    }

    private JsonNode login(LoginAnswer said) {
        ObjectNode answer = Json.NODES.objectNode();
        switch (parts.blocks().login(said)) {
            case LoginStep.Done(String host) -> {
                LOG.infof("login host=%s", host);
                answer.put("state", "done").put("host", host);
            }
            case LoginStep.Wait _ -> answer.put("state", "wait");
            case LoginStep.Asks asks -> {
                answer.put("state", "asks").put("host", asks.host());
                answer.put("instruction", asks.instruction());
                ArrayNode prompts = answer.putArray("prompts");
                asks.prompts()
                        .forEach(one ->
                                prompts.addObject()
                                        .put("text", one.text())
                                        .put("hidden", one.hidden()));
            }
        }
        return answer;
    }

    private AgentPhase phase() {
        if (draining) {
            return parts.gate().isQuiet()
                            && parts.scheduler().load().unfinished() == 0
                            && parts.outbox().size() == 0
                    ? AgentPhase.DRAINED
                    : AgentPhase.DRAINING;
        }
        return online ? AgentPhase.RUNNING : AgentPhase.STARTING;
    }

    AgentSnapshot snapshot() {
        Instant now = Instant.now();
        Load load = parts.scheduler().load();
        TaskCounts tasks = roster.tasks();
        List<BlockView> blocks = parts.blocks().views();
        List<ManagerView> managers = roster.managers();
        AgentSnapshot.Reports reports =
                new AgentSnapshot.Reports(
                        parts.heartbeat()
                                .lastTaken()
                                .map(last -> Duration.between(last, now).toSeconds())
                                .orElse(null),
                        parts.heartbeat().period().toSeconds());
        return new AgentSnapshot(
                registrar.id().toString(),
                folder.name().value(),
                Registrar.VERSION,
                HostName.of(),
                ProcessHandle.current().pid(),
                now.toEpochMilli() / 1000.0,
                Duration.between(started, now).toSeconds(),
                phase(),
                new AgentSnapshot.Slots(load.slots(), load.slots() - load.idle(), load.idle()),
                tasks,
                new AgentSnapshot.Results(
                        parts.outbox().size(), parts.scheduler().holdings().unsettled().size()),
                reports,
                new AgentSnapshot.Scale(
                        parts.blocks().held(), limits.minBlocks(), limits.maxBlocks()),
                broker().orElse(null),
                blocks,
                managers,
                new Warnings()
                        .heartbeat(reports)
                        .provider(parts.blocks().trouble())
                        .blocks(blocks, parts.blocks().lastFailure())
                        .managers(managers, blocks)
                        .disk(state.place().path())
                        .state(state.warnings())
                        .all());
    }

    /** {@return the broker's place, which is no secret} */
    public Optional<String> broker() {
        try {
            return Optional.of(
                    BrokerUrl.parse(registrar.current().taskQueue().connectionUrl()).toString());
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }
}

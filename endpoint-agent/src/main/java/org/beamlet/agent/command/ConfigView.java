package org.beamlet.agent.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import org.beamlet.agent.config.AccessConfig;
import org.beamlet.agent.config.AddressConfig;
import org.beamlet.agent.config.BlockConfig;
import org.beamlet.agent.config.ContainerConfig;
import org.beamlet.agent.config.EndpointConfig;
import org.beamlet.agent.config.EngineConfig;
import org.beamlet.agent.config.NodeStorageConfig;
import org.beamlet.agent.config.PortRange;
import org.beamlet.agent.config.ProviderConfig;
import org.beamlet.agent.config.QueueTerms;
import org.beamlet.agent.config.WorkerConfig;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.net.Connections;
import org.beamlet.providers.batch.QueuePlace;
import org.beamlet.providers.cobalt.Cobalt;
import org.beamlet.providers.kubernetes.PodTerms;
import org.beamlet.providers.launcher.Launcher;
import org.beamlet.providers.pbs.PbsPro;
import org.beamlet.providers.slurm.Slurm;
import org.beamlet.providers.torque.Torque;

/** A configuration with all defaults filled in, in the words of config.yaml. */
final class ConfigView {
    private ConfigView() {}

    static ObjectNode of(EndpointConfig config) {
        ObjectNode view = Json.NODES.objectNode();
        config.displayName().ifPresent(name -> view.put("display_name", name));
        access(view, config.access());
        view.put("heartbeat_period", seconds(config.heartbeatPeriod()));
        view.put("agent_lost_after", seconds(config.agentLostAfter()));
        view.put("idle_heartbeats_soft", config.idle().soft());
        view.put("idle_heartbeats_hard", config.idle().hard());
        config.hooks().setup().ifPresent(text -> view.put("endpoint_setup", text));
        config.hooks().teardown().ifPresent(text -> view.put("endpoint_teardown", text));
        config.takeAhead().ifPresent(tasks -> view.put("take_ahead", tasks));
        config.proxy().ifPresent(url -> view.put("proxy", Connections.withoutLogin(url)));
        config.stateDir().ifPresent(dir -> view.put("state_dir", dir.toString()));
        view.put("debug", config.debug());
        if (!config.dataRoots().isEmpty()) {
            ObjectNode roots = view.putObject("data");
            config.dataRoots().forEach((name, path) -> roots.put(name, path.toString()));
        }
        engine(view.putObject("engine"), config.engine());
        return view;
    }

    private static void access(ObjectNode view, AccessConfig access) {
        access.isPublic().ifPresent(isPublic -> view.put("public", isPublic));
        access.allowed()
                .ifPresent(allowed -> {
                    var list = view.putArray("allowed_functions");
                    allowed.pins()
                            .forEach((id, pin) ->
                                    list.add(
                                            pin.isEmpty()
                                                    ? id.toString()
                                                    : "%s@%s".formatted(id, pin)));
                });
    }

    private static void engine(ObjectNode view, EngineConfig engine) {
        view.put("type", engine.type().word());
        view.put("max_workers_per_node", engine.maxWorkersPerNode());
        view.put("prefetch_capacity", engine.prefetchCapacity());
        engine.maxRetriesOnSystemFailure()
                .ifPresent(retries -> view.put("max_retries_on_system_failure", retries));
        address(view, engine.address());
        PortRange ports = engine.workerPorts();
        if (ports.first() == ports.last()) {
            view.put("worker_port", ports.first());
        } else {
            view.putArray("worker_port_range").add(ports.first()).add(ports.last());
        }
        view.put("heartbeat_period", seconds(engine.heartbeatPeriod()));
        view.put("heartbeat_threshold", seconds(engine.heartbeatThreshold()));
        view.put("working_dir", engine.workingDir());
        view.put("strategy", engine.scaling().strategy().word());
        view.put("max_idletime", seconds(engine.scaling().idletime()));
        engine.scaling().period().ifPresent(it -> view.put("strategy_period", seconds(it)));
        engine.mpi()
                .ifPresent(mpi -> {
                    view.put("mpi_launcher", mpi.launcher());
                    view.put("max_workers_per_block", mpi.tasksPerBlock());
                });
        engine.storage().ifPresent(storage -> storage(view.putObject("node_storage"), storage));
        worker(view, engine.worker());
        provider(view.putObject("provider"), engine.provider());
    }

    private static void storage(ObjectNode view, NodeStorageConfig storage) {
        storage.paths().forEach(view.putArray("paths")::add);
        view.put("free", storage.freeGigabytes());
        view.put("keep", storage.kept());
        storage.python().ifPresent(python -> view.put("python", python));
    }

    private static void address(ObjectNode view, AddressConfig address) {
        switch (address) {
            case AddressConfig.Fixed(var host) -> view.put("address", host);
            case AddressConfig.OfInterface(var name) ->
                    view.putObject("address")
                            .put("type", "address_by_interface")
                            .put("ifname", name);
            case AddressConfig.OfHostName _, AddressConfig.OfRoute _ ->
                    view.putObject("address").put("type", address.told());
        }
    }

    private static void worker(ObjectNode view, WorkerConfig worker) {
        view.put("cpu_affinity", worker.affinity().word());
        if (!worker.accelerators().isEmpty()) {
            accelerators(view, worker);
        }
        view.put("cores_per_worker", worker.coresPerWorker());
        worker.memoryPerWorker().ifPresent(memory -> view.put("mem_per_worker", memory));
        worker.tasksPerWorker().ifPresent(tasks -> view.put("max_tasks_per_child", tasks));
        worker.drainAfter().ifPresent(drain -> view.put("drain_period", seconds(drain)));
        worker.taskTimeout().ifPresent(limit -> view.put("task_timeout", limit.toSeconds()));
        view.put("run_in_sandbox", worker.sandbox());
        if (!worker.allowedSerializers().isEmpty()) {
            worker.allowedSerializers().forEach(view.putArray("allowed_serializers")::add);
        }
        worker.container().ifPresent(container -> container(view, container));
        if (!worker.javaOptions().isEmpty()) {
            worker.javaOptions().forEach(view.putArray("worker_java_options")::add);
        }
        if (!worker.initLimit().equals(WorkerConfig.INIT_LIMIT)) {
            view.put("worker_init_timeout", seconds(worker.initLimit()));
        }
    }

    private static void accelerators(ObjectNode view, WorkerConfig worker) {
        if (worker.use().counted()) {
            view.put("available_accelerators", worker.accelerators().stream().distinct().count());
            view.put(
                    "workers_per_accelerator",
                    Collections.frequency(worker.accelerators(), worker.accelerators().getFirst()));
        } else {
            worker.accelerators().forEach(view.putArray("available_accelerators")::add);
        }
        view.put("watch_accelerators", worker.use().watched());
    }

    private static void container(ObjectNode view, ContainerConfig container) {
        view.put("container_type", container.kind().word());
        unlessEmpty(view, "container_uri", container.image());
        unlessEmpty(view, "container_cmd_options", container.options());
    }

    private static void provider(ObjectNode view, ProviderConfig provider) {
        view.put("type", provider.type());
        blocks(view, provider.blocks());
        switch (provider) {
            case ProviderConfig.Local local -> {
                unlessZero(view, "cores_per_node", local.limits().cores());
                unlessZero(view, "mem_per_node", local.limits().memory());
            }
            case ProviderConfig.Foreign foreign -> foreign.options().forEach(view::put);
            case ProviderConfig.Kubernetes kubernetes -> pods(view, kubernetes.pods());
            case ProviderConfig.Batch batch -> {
                switch (batch.job()) {
                    case Slurm slurm -> slurm(view, slurm);
                    case PbsPro pbs -> pbs(view, pbs);
                    case Torque torque -> torque(view, torque);
                    case Cobalt cobalt -> cobalt(view, cobalt);
                    default -> {}
                }
                view.put("walltime", clock(batch.job().walltime()));
                view.put("cmd_timeout", seconds(batch.job().commandLimit()));
                if (batch.queues().size() > 1) {
                    batch.queues().forEach(one -> queue(view.withArray("queues").addObject(), one));
                }
                batch.site().ifPresent(site -> view.put("site_limits", site.site()));
                batch.ssh().ifPresent(ssh -> ChannelView.add(view.putObject("channel"), ssh));
            }
        }
        unlessEmpty(view, "worker_init", provider.workerInit());
        launcher(view.putObject("launcher"), provider.launcher());
    }

    private static void queue(ObjectNode view, QueueTerms queue) {
        QueuePlace place = queue.job().place();
        unlessEmpty(view, queue.job() instanceof Slurm ? "partition" : "queue", place.queue());
        unlessEmpty(view, "qos", place.qos());
        unlessEmpty(view, "account", place.account());
        view.put("walltime", clock(place.walltime()));
    }

    private static void pods(ObjectNode view, PodTerms pods) {
        view.put("namespace", pods.namespace());
        view.put("image", pods.image());
        view.put("program", pods.program());
        view.put("pod_name", pods.podName());
        quantities(view.putObject("requests"), pods.requests());
        quantities(view.putObject("limits"), pods.limits());
        pods.userId().ifPresent(id -> view.put("user_id", id));
        pods.groupId().ifPresent(id -> view.put("group_id", id));
        view.put("run_as_non_root", pods.nonRoot());
        unlessEmpty(view, "secret", pods.pullSecret());
        unlessEmpty(view, "service_account_name", pods.serviceAccount());
        pods.volumes()
                .forEach(one ->
                        view.withArray("persistent_volumes").add(one.claim() + ":" + one.mount()));
        view.put("incluster_config", pods.inCluster());
    }

    private static void quantities(ObjectNode view, Map<String, String> texts) {
        texts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(one -> view.put(one.getKey(), one.getValue()));
    }

    private static void blocks(ObjectNode view, BlockConfig blocks) {
        view.put("nodes_per_block", blocks.nodesPerBlock());
        view.put("init_blocks", blocks.initBlocks());
        view.put("min_blocks", blocks.minBlocks());
        view.put("max_blocks", blocks.maxBlocks());
        view.put("parallelism", blocks.parallelism());
    }

    private static void slurm(ObjectNode view, Slurm job) {
        Map.of(
                        "partition", job.where().partition(),
                        "account", job.where().account(),
                        "qos", job.where().qos(),
                        "constraint", job.where().constraint(),
                        "clusters", job.where().clusters(),
                        "gpus_per_node", job.gpusPerNode(),
                        "gres", job.gres(),
                        "scheduler_options", job.schedulerOptions())
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> unlessEmpty(view, entry.getKey(), entry.getValue()));
        unlessZero(view, "cores_per_node", job.coresPerNode());
        unlessZero(view, "mem_per_node", job.memoryPerNode());
        view.put("exclusive", job.exclusive());
        view.put("regex_job_id", job.idPattern());
        view.put("status_batch_size", job.statusBatch());
    }

    private static void pbs(ObjectNode view, PbsPro job) {
        unlessEmpty(view, "queue", job.queue());
        unlessEmpty(view, "account", job.account());
        view.put("cpus_per_node", job.cpusPerNode());
        unlessEmpty(view, "select_options", job.selectOptions());
        unlessEmpty(view, "scheduler_options", job.schedulerOptions());
    }

    private static void torque(ObjectNode view, Torque job) {
        unlessEmpty(view, "queue", job.queue());
        unlessEmpty(view, "account", job.account());
        view.put("cpus_per_node", job.cpusPerNode());
        unlessEmpty(view, "node_properties", job.nodeProperties());
        unlessEmpty(view, "scheduler_options", job.schedulerOptions());
    }

    private static void cobalt(ObjectNode view, Cobalt job) {
        unlessEmpty(view, "queue", job.queue());
        unlessEmpty(view, "account", job.account());
        unlessEmpty(view, "scheduler_options", job.schedulerOptions());
    }

    private static void launcher(ObjectNode view, Launcher launcher) {
        view.put("type", launcher.type());
        switch (launcher) {
            case Launcher.SingleNode single -> view.put("fail_on_any", single.failOnAny());
            case Launcher.Srun srun -> unlessEmpty(view, "overrides", srun.overrides());
            case Launcher.SrunMpi srun -> unlessEmpty(view, "overrides", srun.overrides());
            case Launcher.MpiExec mpi -> {
                view.put("bind_cmd", mpi.bindCommand());
                unlessEmpty(view, "overrides", mpi.overrides());
            }
            case Launcher.MpiRun mpi -> {
                view.put("bash_location", mpi.bash());
                unlessEmpty(view, "overrides", mpi.overrides());
            }
            case Launcher.Aprun aprun -> unlessEmpty(view, "overrides", aprun.overrides());
            case Launcher.Jsrun jsrun -> unlessEmpty(view, "overrides", jsrun.overrides());
            case Launcher.Wrapped wrapped -> view.put("prepend", wrapped.prepend());
            case Launcher.Simple _, Launcher.GnuParallel _ -> {}
        }
    }

    private static void unlessEmpty(ObjectNode view, String key, String value) {
        if (!value.isEmpty()) {
            view.put(key, value);
        }
    }

    private static void unlessZero(ObjectNode view, String key, int value) {
        if (value != 0) {
            view.put(key, value);
        }
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }

    private static String clock(Duration time) {
        return "%02d:%02d:%02d"
                .formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart());
    }
}

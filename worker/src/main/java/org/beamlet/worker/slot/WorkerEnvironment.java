package org.beamlet.worker.slot;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.beamlet.worker.start.KeptVariables;
import org.jspecify.annotations.Nullable;

/** What a worker may know of its parent's environment: a list of what is let in, not of secrets. */
final class WorkerEnvironment {
    private static final Set<String> NAMES =
            Set.of(
                    "PATH",
                    "HOME",
                    "USER",
                    "LOGNAME",
                    "SHELL",
                    "LANG",
                    "TZ",
                    "TMPDIR",
                    "LD_LIBRARY_PATH",
                    "PYTHONPATH",
                    "PYTHONHOME",
                    "VIRTUAL_ENV",
                    "CONDA_PREFIX",
                    "CONDA_DEFAULT_ENV",
                    "CUDA_VISIBLE_DEVICES",
                    "CUDA_DEVICE_ORDER",
                    "CUDA_HOME",
                    "ROCR_VISIBLE_DEVICES",
                    "HIP_VISIBLE_DEVICES",
                    "ZE_AFFINITY_MASK",
                    "ZE_ENABLE_PCI_ID_DEVICE_ORDER",
                    "OMP_NUM_THREADS",
                    "MKL_NUM_THREADS",
                    "HDF5_PLUGIN_PATH",
                    "HDF5_USE_FILE_LOCKING",
                    "SLURM_JOB_ID",
                    "SLURM_CPUS_PER_TASK",
                    "SLURM_NODEID",
                    "PBS_JOBID",
                    "PBS_NODEFILE",
                    "COBALT_JOBID",
                    "COBALT_NODEFILE");

    /** Where tasks start ranks, their launchers find out by these what job they are in. */
    private static final List<String> OF_JOBS =
            List.of(
                    "SLURM_", "PBS_", "COBALT_", "PALS_", "ALPS_", "PMI_", "PMIX_", "I_MPI_",
                    "HYDRA_", "MPICH_", "OMPI_", "FI_", "UCX_");

    private static final String SECRET = "SLURM_JWT";

    /** In a container these would name folders of the node. */
    private static final Set<String> NOT_CONTAINED = Set.of("PYTHONPATH", "PYTHONHOME", "TMPDIR");

    private static final String LOCALE = "LC_";

    /** Names of the variables that were there before the endpoint's worker_init ran. */
    static final String BEFORE = "BEAMLET_BEFORE_INIT";

    private static final String OWN = "BEAMLET_";

    private WorkerEnvironment() {}

    /** As {@code worker} its files are called, as {@code slot} the functions know their place. */
    static Map<String, String> of(
            Map<String, String> parent, int slot, String worker, boolean sandbox) {
        Map<String, String> environment = new TreeMap<>();
        Predicate<String> exported = exported(parent.get(BEFORE));
        KeptVariables.restored(parent)
                .forEach((name, value) -> {
                    if (NAMES.contains(name) || name.startsWith(LOCALE) || exported.test(name)) {
                        environment.put(name, value);
                    }
                });
        environment.put("BEAMLET_SLOT", Integer.toString(slot));
        environment.put("BEAMLET_WORKER", worker);
        if (sandbox) {
            environment.put("BEAMLET_SANDBOX", "1");
        }
        return environment;
    }

    /** {@return the variables of a slot's process} */
    static Map<String, String> of(
            Map<String, String> parent, WorkerSettings settings, Station station) {
        Map<String, String> environment =
                of(parent, station.slot(), station.label(), settings.sandbox());
        if (settings.mpi()) {
            parent.forEach((name, value) -> {
                if (OF_JOBS.stream().anyMatch(name::startsWith) && !name.equals(SECRET)) {
                    environment.put(name, value);
                }
            });
        }
        if (settings.container() != null) {
            environment.keySet().removeAll(NOT_CONTAINED);
        }
        if (station.language() == Language.JAVA) {
            KeptVariables.keep(environment);
        }
        environment.put(
                "BEAMLET_CORES",
                Integer.toString(settings.pinning().cores(station, settings.slots())));
        // What worker_init says of threads is better known there.
        settings.pinning().threads(station, settings.slots()).forEach(environment::putIfAbsent);
        environment.putAll(
                station.forOneTask()
                        ? settings.pinning().environment(station.devices())
                        : settings.pinning().environment(station.slot()));
        return environment;
    }

    /** What worker_init exported is meant for functions, whatever its name. */
    private static Predicate<String> exported(@Nullable String before) {
        if (before == null) {
            return _ -> false;
        }
        Set<String> known = Set.copyOf(List.of(before.split(" ")));
        return name -> !known.contains(name) && !name.startsWith(OWN);
    }
}

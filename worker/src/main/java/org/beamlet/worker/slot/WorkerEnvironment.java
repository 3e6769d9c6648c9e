package org.beamlet.worker.slot;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

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

    private static final String LOCALE = "LC_";

    private WorkerEnvironment() {}

    /** As {@code worker} its files are called, as {@code slot} the functions know their place. */
    static Map<String, String> of(Map<String, String> parent, int slot, String worker) {
        Map<String, String> environment = new TreeMap<>();
        parent.forEach((name, value) -> {
            if (NAMES.contains(name) || name.startsWith(LOCALE)) {
                environment.put(name, value);
            }
        });
        environment.put("BEAMLET_SLOT", Integer.toString(slot));
        environment.put("BEAMLET_WORKER", worker);
        return environment;
    }
}

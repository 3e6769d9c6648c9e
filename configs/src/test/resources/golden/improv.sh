# qsub -q debug -A PROJECT /home/ada/.beamlet/endpoints/improv/blocks/block-1-test/block-1-test.sh
#!/bin/bash
#PBS -S /bin/bash
#PBS -N block-1-test
#PBS -m n
#PBS -l walltime=01:00:00
#PBS -l select=1:ncpus=128:mpiprocs=1
#PBS -o /home/ada/.beamlet/endpoints/improv/blocks/block-1-test/block-1-test.stdout
#PBS -e /home/ada/.beamlet/endpoints/improv/blocks/block-1-test/block-1-test.stderr
BEAMLET_BEFORE_INIT=$(env | sed -n 's/^\([^= ]*\)=.*/\1/p' | tr '\n' ' ')
export BEAMLET_BEFORE_INIT
module load gcc openmpi
export JOBNAME="block-1-test"
set +e
(
cd /home/ada/.beamlet/endpoints/improv/blocks/block-1-test || exit 125
if [ -n "${PBS_NODEFILE:-${COBALT_NODEFILE:-}}" ]; then
    sort -u "${PBS_NODEFILE:-$COBALT_NODEFILE}"
elif [ -n "${SLURM_JOB_NODELIST:-}" ]; then
    scontrol show hostnames "$SLURM_JOB_NODELIST"
else
    echo localhost
fi > "$JOBNAME.nodes"
OMPI_MCA_rmaps_base_mapping_policy=ppr:1:node PRTE_MCA_rmaps_default_mapping_policy=ppr:1:node I_MPI_PERHOST=1 mpiexec --bind-to none -n 1 --hostfile "$JOBNAME.nodes" /bin/bash -c 'exec /opt/jdk-25/bin/java -XX:+UseSerialGC -Xms40m -XX:NewSize=24m -Xmx512m -XX:-UsePerfData -XX:+UnlockDiagnosticVMOptions -XX:-AOTReplayTraining --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -cp '\''/opt/beamlet/lib/*'\'' org.beamlet.worker.manager.NodeManagerMain --block-file /home/ada/.beamlet/endpoints/improv/blocks/block-1-test/block.json'
)
status=$?
echo "$status" > /home/ada/.beamlet/endpoints/improv/blocks/block-1-test/block-1-test.exit
exit "$status"

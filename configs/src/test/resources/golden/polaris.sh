# qsub -q debug -A PROJECT /home/ada/.beamlet/endpoints/polaris/blocks/block-1-test/block-1-test.sh
#!/bin/bash
#PBS -S /bin/bash
#PBS -N block-1-test
#PBS -m n
#PBS -l walltime=01:00:00
#PBS -l select=1:ncpus=64:system=polaris:ngpus=4
#PBS -o /home/ada/.beamlet/endpoints/polaris/blocks/block-1-test/block-1-test.stdout
#PBS -e /home/ada/.beamlet/endpoints/polaris/blocks/block-1-test/block-1-test.stderr
#PBS -l filesystems=home:eagle
#PBS -l place=scatter
#PBS -k doe
BEAMLET_BEFORE_INIT=$(env | sed -n 's/^\([^= ]*\)=.*/\1/p' | tr '\n' ' ')
export BEAMLET_BEFORE_INIT
export http_proxy=http://proxy.alcf.anl.gov:3128
export https_proxy=http://proxy.alcf.anl.gov:3128
export no_proxy=localhost,127.0.0.1
export JOBNAME="block-1-test"
set +e
(
cd /home/ada/.beamlet/endpoints/polaris/blocks/block-1-test || exit 125
if [ -n "${PBS_NODEFILE:-${COBALT_NODEFILE:-}}" ]; then
    sort -u "${PBS_NODEFILE:-$COBALT_NODEFILE}"
elif [ -n "${SLURM_JOB_NODELIST:-}" ]; then
    scontrol show hostnames "$SLURM_JOB_NODELIST"
else
    echo localhost
fi > "$JOBNAME.nodes"
mpiexec --cpu-bind none --depth=64 --ppn 1 -n 1 --hostfile "$JOBNAME.nodes" /bin/bash -c 'exec /opt/jdk-25/bin/java -XX:+UseSerialGC -Xms40m -XX:NewSize=24m -Xmx512m -XX:-UsePerfData -XX:+UnlockDiagnosticVMOptions -XX:-AOTReplayTraining --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -cp '\''/opt/beamlet/lib/*'\'' org.beamlet.worker.manager.NodeManagerMain --block-file /home/ada/.beamlet/endpoints/polaris/blocks/block-1-test/block.json'
)
status=$?
echo "$status" > /home/ada/.beamlet/endpoints/polaris/blocks/block-1-test/block-1-test.exit
exit "$status"

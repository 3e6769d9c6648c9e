# sbatch /home/ada/.beamlet/endpoints/perlmutter-gpu/blocks/block-1-test/block-1-test.sh
#!/bin/bash
#SBATCH --job-name=block-1-test
#SBATCH --output=/home/ada/.beamlet/endpoints/perlmutter-gpu/blocks/block-1-test/block-1-test.stdout
#SBATCH --error=/home/ada/.beamlet/endpoints/perlmutter-gpu/blocks/block-1-test/block-1-test.stderr
#SBATCH --nodes=1
#SBATCH --time=30
#SBATCH --ntasks-per-node=1
#SBATCH --exclusive
#SBATCH --account=m0000_g
#SBATCH --qos=debug
#SBATCH --constraint=gpu
#SBATCH --gpus-per-node=4
#SBATCH --cpus-per-task=128
export JOBNAME="block-1-test"
set +e
(
cd /home/ada/.beamlet/endpoints/perlmutter-gpu/blocks/block-1-test || exit 125
if [ -n "${SLURM_CPUS_PER_TASK:-}" ]; then
    export SRUN_CPUS_PER_TASK="$SLURM_CPUS_PER_TASK"
fi
srun --ntasks 1 -l --cpu-bind=none /bin/bash -c 'for name in LD_PRELOAD LD_AUDIT LD_LIBRARY_PATH JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS CLASSPATH PYTHONPATH PYTHONHOME; do
    if [ -n "${!name+set}" ]; then
        export "BEAMLET_KEPT_$name=${!name}"
        unset "$name"
    fi
done
exec /opt/jdk-25/bin/java -XX:+UseSerialGC -Xms40m -XX:NewSize=24m -Xmx512m -XX:-UsePerfData -XX:+UnlockDiagnosticVMOptions -XX:-AOTReplayTraining -Xlog:aot=off --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -cp '\''/opt/beamlet/lib/*'\'' org.beamlet.worker.manager.NodeManagerMain --block-file /home/ada/.beamlet/endpoints/perlmutter-gpu/blocks/block-1-test/block.json'
)
status=$?
echo "$status" > /home/ada/.beamlet/endpoints/perlmutter-gpu/blocks/block-1-test/block-1-test.exit
exit "$status"

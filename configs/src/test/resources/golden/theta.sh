# qsub -n 2 -q debug-cache-quad -t 30 -A PROJECT --jobname block-1-test -o /home/ada/.beamlet/endpoints/theta/blocks/block-1-test/block-1-test.stdout -e /home/ada/.beamlet/endpoints/theta/blocks/block-1-test/block-1-test.stderr --debuglog /home/ada/.beamlet/endpoints/theta/blocks/block-1-test/block-1-test.cobaltlog /home/ada/.beamlet/endpoints/theta/blocks/block-1-test/block-1-test.sh
#!/bin/bash -l
#COBALT --attrs mcdram=cache:numa=quad
echo "Nodes of $COBALT_JOBID:"; cat "$COBALT_NODEFILE" || true
export JOBNAME="block-1-test"
set +e
(
cd /home/ada/.beamlet/endpoints/theta/blocks/block-1-test || exit 125
aprun -n 2 -N 1 -d 256 -j 4 -cc none /bin/bash -c 'for name in LD_PRELOAD LD_AUDIT LD_LIBRARY_PATH JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS CLASSPATH PYTHONPATH PYTHONHOME; do
    if [ -n "${!name+set}" ]; then
        export "BEAMLET_KEPT_$name=${!name}"
        unset "$name"
    fi
done
exec /opt/jdk-25/bin/java -XX:+UseSerialGC -Xms40m -XX:NewSize=24m -Xmx512m -XX:-UsePerfData -XX:+UnlockDiagnosticVMOptions -XX:-AOTReplayTraining -Xlog:aot=off --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -cp '\''/opt/beamlet/lib/*'\'' org.beamlet.worker.manager.NodeManagerMain --block-file /home/ada/.beamlet/endpoints/theta/blocks/block-1-test/block.json' &
wait "$!"
)
status=$?
echo "$status" > /home/ada/.beamlet/endpoints/theta/blocks/block-1-test/block-1-test.exit
exit "$status"

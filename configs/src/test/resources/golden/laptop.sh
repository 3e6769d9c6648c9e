# started here
#!/bin/bash
export JOBNAME='block-1-test'

cd /home/ada/.beamlet/endpoints/laptop/blocks/block-1-test || exit 125
export CORES=$(getconf _NPROCESSORS_ONLN)
node_command() {
for name in LD_PRELOAD LD_AUDIT LD_LIBRARY_PATH JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS CLASSPATH PYTHONPATH PYTHONHOME; do
    if [ -n "${!name+set}" ]; then
        export "BEAMLET_KEPT_$name=${!name}"
        unset "$name"
    fi
done
exec /opt/jdk-25/bin/java -XX:+UseSerialGC -Xms40m -XX:NewSize=24m -Xmx512m -XX:-UsePerfData -XX:+UnlockDiagnosticVMOptions -XX:-AOTReplayTraining -Xlog:aot=off --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -cp '/opt/beamlet/lib/*' org.beamlet.worker.manager.NodeManagerMain --block-file /home/ada/.beamlet/endpoints/laptop/blocks/block-1-test/block.json
}
copies=""
for copy in $(seq 1 1); do
    node_command "$copy" &
    copies="$copies $!"
done
failed=0
for copy in $copies; do
    wait "$copy" || failed=$((failed + 1))
done
[ "$failed" -lt 1 ]

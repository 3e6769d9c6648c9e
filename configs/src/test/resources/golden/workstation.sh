# started here
#!/bin/bash
export JOBNAME='block-1-test'
BEAMLET_BEFORE_INIT=$(env | sed -n 's/^\([^= ]*\)=.*/\1/p' | tr '\n' ' ')
export BEAMLET_BEFORE_INIT
umask 027
export CORES=$(getconf _NPROCESSORS_ONLN)
node_command() {
exec /opt/jdk-25/bin/java -XX:+UseSerialGC -Xms40m -XX:NewSize=24m -Xmx512m -XX:-UsePerfData -XX:+UnlockDiagnosticVMOptions -XX:-AOTReplayTraining --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -cp '/opt/beamlet/lib/*' org.beamlet.worker.manager.NodeManagerMain --block-file /home/ada/.beamlet/endpoints/workstation/blocks/block-1-test/block.json
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

# qsub -q debug -A PROJECT /home/ada/.beamlet/endpoints/aurora/blocks/block-1-test/block-1-test.sh
#!/bin/bash
#PBS -S /bin/bash
#PBS -N block-1-test
#PBS -m n
#PBS -l walltime=00:30:00
#PBS -l select=1:ncpus=208
#PBS -o /home/ada/.beamlet/endpoints/aurora/blocks/block-1-test/block-1-test.stdout
#PBS -e /home/ada/.beamlet/endpoints/aurora/blocks/block-1-test/block-1-test.stderr
#PBS -l filesystems=home:flare
#PBS -l place=scatter
#PBS -k doe
set +eu
BEAMLET_BEFORE_INIT=$(env | sed -n 's/^\([^= ]*\)=.*/\1/p' | tr '\n' ' ')
export BEAMLET_BEFORE_INIT
beamlet_init_file=/home/ada/.beamlet/endpoints/aurora/blocks/block-1-test/block-1-test.init
beamlet_init_line=0
beamlet_init_note() { { echo "$@" >| "$beamlet_init_file"; } 2>/dev/null || :; }
beamlet_init_at() {
    { local - || :; set +x; } 2>/dev/null
    # What runs in a trap has no line of its own.
    if [[ $1 -gt 0 && $2 != beamlet_init_* ]]; then
        beamlet_init_before=
        [[ $1 -ne $beamlet_init_line ]] || beamlet_init_before=$beamlet_init_command
        beamlet_init_line=$1
        beamlet_init_command=$2
        beamlet_init_note line "$1"
    fi
}
beamlet_init_failed() {
    case $2 in
        "module "* | ml | "ml "* | "conda activate"* | "mamba activate"* | "micromamba activate"* | "spack load"*)
            beamlet_init_note failed "$beamlet_init_line" "$1" "${2:0:200}"
            echo "beamlet: worker_init: line $beamlet_init_line failed with exit status $1: ${2:0:200}" >&2
            trap - DEBUG ERR EXIT
            kill "$beamlet_init_watch" 2>/dev/null
            exit 78 ;;
        *)
            beamlet_init_word=${2%%[ =]*}
            echo "beamlet: worker_init: line $beamlet_init_line (${beamlet_init_word:0:60}) ended with exit status $1; going on" >&2 ;;
    esac
}
beamlet_init_ended() {
    trap - DEBUG ERR EXIT
    kill "$beamlet_init_watch" 2>/dev/null
    if ! grep -qs '^hung' "$beamlet_init_file"; then
        beamlet_init_note ended "$beamlet_init_line" "$1"
        echo "beamlet: worker_init: line $beamlet_init_line ended the block, with exit status $1" >&2
    fi
    exit 78
}
(
    trap 'kill "$beamlet_init_nap" 2>/dev/null; exit' TERM
    exec >/dev/null < /dev/null
    beamlet_init_left=600
    while [ "$beamlet_init_left" -gt 0 ]; do
        sleep "$((beamlet_init_left < 5 ? beamlet_init_left : 5))" &
        beamlet_init_nap=$!
        wait "$beamlet_init_nap"
        kill -s 0 "$$" 2>/dev/null || exit
        beamlet_init_left=$((beamlet_init_left - 5))
    done
    beamlet_init_at=$(cut -d ' ' -f 2 "$beamlet_init_file")
    beamlet_init_note hung "$beamlet_init_at" 600
    echo "beamlet: worker_init: line $beamlet_init_at was not over after 600 s" >&2
    kill -s TERM "$$"
    sleep 2
    kill -s KILL "$$"
) &
beamlet_init_watch=$!
beamlet_init_note line 0
trap 'beamlet_init_ended "$?"' EXIT
beamlet_init_line=1 beamlet_init_command= beamlet_init_before=
beamlet_init_note line 1
beamlet_init_from=$((LINENO + 2))
trap 'beamlet_init_failed "$?" "${beamlet_init_before:-$beamlet_init_command}"' ERR
trap 'beamlet_init_at "$((LINENO - beamlet_init_from))" "$BASH_COMMAND"' DEBUG
export ZE_FLAT_DEVICE_HIERARCHY=COMPOSITE
export http_proxy=http://proxy.alcf.anl.gov:3128
export https_proxy=http://proxy.alcf.anl.gov:3128
export no_proxy=localhost,127.0.0.1
{ set +euxfC; } 2>/dev/null
trap - DEBUG ERR
if [[ $(trap -p EXIT) == *beamlet_init_ended* ]]; then trap - EXIT; fi
kill "$beamlet_init_watch" 2>/dev/null
wait "$beamlet_init_watch" 2>/dev/null
beamlet_init_note done
unset IFS
export JOBNAME="block-1-test"
set +e
(
cd /home/ada/.beamlet/endpoints/aurora/blocks/block-1-test || exit 125
if [ -n "${PBS_NODEFILE:-${COBALT_NODEFILE:-}}" ]; then
    sort -u "${PBS_NODEFILE:-$COBALT_NODEFILE}"
elif [ -n "${SLURM_JOB_NODELIST:-}" ]; then
    scontrol show hostnames "$SLURM_JOB_NODELIST"
else
    echo localhost
fi > "$JOBNAME.nodes"
mpiexec --cpu-bind none --depth=208 --ppn 1 -n 1 --hostfile "$JOBNAME.nodes" /bin/bash -c 'for name in LD_PRELOAD LD_AUDIT LD_LIBRARY_PATH JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS CLASSPATH PYTHONPATH PYTHONHOME; do
    if [ -n "${!name+set}" ]; then
        export "BEAMLET_KEPT_$name=${!name}"
        unset "$name"
    fi
done
exec /opt/jdk-25/bin/java -XX:+UseSerialGC -Xms40m -XX:NewSize=24m -Xmx512m -XX:-UsePerfData -XX:+UnlockDiagnosticVMOptions -XX:-AOTReplayTraining -Xlog:aot=off --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -cp '\''/opt/beamlet/lib/*'\'' org.beamlet.worker.manager.NodeManagerMain --block-file /home/ada/.beamlet/endpoints/aurora/blocks/block-1-test/block.json'
)
status=$?
echo "$status" > /home/ada/.beamlet/endpoints/aurora/blocks/block-1-test/block-1-test.exit
exit "$status"

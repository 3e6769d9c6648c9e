#!/bin/bash
# Starts a node manager from the node's own storage: copies there, once per content, what it runs, gives its workers a folder
# there, and packs at the end what they left. Where the node has no room or no safe place, the manager starts as without it.
#   --block NAME --manager FILE              the block, and the file that its managers read
#   --java FILE --class-path LIST --cache FILE   as on the shared file system
#   --make-cache FILE --make-worker-cache FILE   where start caches are made that the archive does not have yet
#   --pack FILE --python-pack FILE --python DIR  archives named ...-SHA256.tar; the folder that the second is a copy of
#   --place DIR (several) --free KB --keep yes|no --work yes|no --archive DIR
#   -- further words for Java
set +eu
unset IFS CDPATH
stale_days=14
largest_log=4194304
largest_archive=67108864
lock_seconds=600
mask=$(umask)
home= work= program= environment=
block= manager= java= path= cache= make_cache= make_worker_cache= pack= python_pack= python= free=0 keep=yes own=yes archive= places=()

say() { echo "beamlet: node_storage: $*" >&2; }

mine() { # a real folder of this user, which nobody else reads or writes
    [ ! -L "$1" ] && [ -d "$1" ] && [ -O "$1" ] && [ "$(stat -c %a "$1" 2>/dev/null)" = 700 ]
}

safe() { # whether nobody but root and this user can put another folder in the place of one in it
    local owner mode
    read -r owner mode < <(stat -L -c '%u %a' "$1" 2>/dev/null) || return 1
    [ "$owner" = 0 ] || [ "$owner" = "$EUID" ] || return 1
    (( (8#$mode & 8#022) == 0 || (8#$mode & 8#1000) != 0 ))
}

told() { # a place as configured: variables of the node in it are filled in, one that is not set makes it none
    local text=$1 filled=0
    while [ $((filled++)) -lt 9 ] && [[ $text =~ ^([^$]*)\$\{?([A-Za-z_][A-Za-z_0-9]*)\}?(.*)$ ]]; do
        [ -n "${!BASH_REMATCH[2]-}" ] || return 1
        text=${BASH_REMATCH[1]}${!BASH_REMATCH[2]}${BASH_REMATCH[3]}
    done
    [ -d "$text" ] && [ -w "$text" ] && cd -P "$text" 2>/dev/null && pwd
}

sum_of() { local name=${1%.tar}; echo "${name##*-}"; }

boot() { cat /proc/sys/kernel/random/boot_id 2>/dev/null; }

listed() { # what a folder holds; cleaners of temporary folders take single files
    (cd "$1" && find . \( -type f -o -type l \) ! -path ./.list ! -path ./.boot -printf '%p %s\n' | LC_ALL=C sort | sha256sum)
}

whole() { # unpacked since this boot (a crash may have lost what was not yet on disk), and nothing gone since
    [ -f "$1/.list" ] && [ "$(cat "$1/.boot" 2>/dev/null)" = "$(boot)" ] && [ "$(cat "$1/.list")" = "$(listed "$1")" ]
}

kilobytes() { echo $(($(stat -L -c %s "$1" 2>/dev/null || echo 0) / 1024)); }

choose() { # sets home: the first place that is safe and has room
    local place folder need have one
    for one in "${places[@]}"; do
        place=$(told "$one") || continue
        if ! safe "$place"; then
            say "$place is open to others without a sticky bit, or another user's: not used"
            continue
        fi
        folder=$place/beamlet-$EUID
        mkdir -m 700 "$folder" 2>/dev/null
        if ! mine "$folder"; then
            say "$folder is another user's, a link, or open to others: not used; remove it, or chmod 700 if it is yours"
            continue
        fi
        need=$free
        for one in "$pack" "$python_pack"; do
            [ -z "$one" ] || [ -d "$folder/$(sum_of "$one")" ] || need=$((need + $(kilobytes "$one") * 11 / 10))
        done
        have=$(df -Pk "$folder" 2>/dev/null | awk 'NR == 2 { print $4 }')
        if [ "${have:-0}" -lt "$need" ]; then
            say "$place has $((${have:-0} / 1024)) MB free, $((need / 1024)) MB are wanted: not used"
            continue
        fi
        home=$folder
        return 0
    done
    return 1
}

unpack() { # archive, name of the variable for its lock: into a folder that is named by its content and appears whole
    local file=$1 sum status=0
    sum=$(sum_of "$file")
    # Held for as long as this block lives, by all that use it: what is in use is not cleaned up.
    exec {held}>"$home/$sum.lock" || return 1
    printf -v "$2" %s "$held"
    flock -s -w $lock_seconds "$held" || return 1
    exec {making}>"$home/$sum.making" || return 1
    if ! flock -w $lock_seconds "$making"; then
        say "another block has copied $file for more than $lock_seconds s"
        status=1
    elif ! whole "$home/$sum"; then
        make "$file" "$sum"
        status=$?
    fi
    exec {making}>&-
    [ "$status" = 0 ] && touch "$home/$sum"
}

make() { # archive, its SHA-256: only one at a time does it
    local part got status
    rm -rf "$home/.part.$2."*
    part=$(mktemp -d "$home/.part.$2.XXXXXX") && mkfifo "$part/.pipe" || return 1
    sha256sum <"$part/.pipe" >"$part/.sum" &
    tee "$part/.pipe" <"$1" | tar -xf - -C "$part"
    status=("${PIPESTATUS[@]}")
    wait $!
    read -r got _ <"$part/.sum"
    if [ "${status[0]}" != 0 ] || [ "${status[1]}" != 0 ] || [ "$got" != "$2" ]; then
        say "$1 was not copied: exit status ${status[*]}, SHA-256 $got"
        rm -rf "$part"
        return 1
    fi
    rm -f "$part/.pipe" "$part/.sum"
    listed "$part" >"$part/.list" && boot >"$part/.boot" || { rm -rf "$part"; return 1; }
    # One that lost files may be in use: its place is taken at once.
    [ ! -e "$home/$2" ] || drop "$home/$2"
    mv -T "$part" "$home/$2" || { rm -rf "$part"; return 1; }
}

drop() { # folder: out of sight at once, and gone after that
    local away
    away=$(mktemp -d "$home/.gone.XXXXXX") && mv -T "$1" "$away" 2>/dev/null
    rm -rf "$away" "$1"
}

gather() { # folder of workers, archive: logs and small files that they left
    local part=$2.$$.part
    (
        cd "$1" || exit 1
        find . -type f \( -name '*.log' -o -name '*.out' \) -size +$((largest_log / 1024))k -print | while IFS= read -r file; do
            tail -c $largest_log "$file" >"$file.end" && mv -f "$file.end" "$file"
        done
        find . -type f ! -path './.*' ! -path '*/artifacts/*' ! -path '*/scratch/*' ! -name '*.result' ! -name '*.part' ! -name python-worker.py -printf '%s %p\n' |
            sort -n | awk -v most=$largest_archive '{
                total += $1
                sub(/^[0-9]+ /, "")
                print > (total <= most ? ".packed" : "left-out.txt")
            }'
        [ ! -s left-out.txt ] || echo left-out.txt >>.packed
        [ -s .packed ] || exit 0
        tar -czf "$part" --ignore-failed-read -T .packed && sync "$part" && mv -f "$part" "$2"
    ) 2>/dev/null || { rm -f "$part"; say "the logs of workers could not be packed into $2"; return 1; }
}

finish() { # folder of workers
    local to
    to=$(cat "$1/.archive" 2>/dev/null)
    if [ -n "$to" ] && [ -d "${to%/*}" ]; then gather "$1" "$to"; fi
    rm -rf "$1"
}

clean() { # what earlier blocks left: folders of workers that were killed, and content that nobody has used lately
    local one lock
    for one in "$home"/work.*; do
        [ -d "$one" ] && exec {lock}>>"$one/.lock" || continue
        if flock -n "$lock"; then
            say "packing what an earlier block left in $one"
            finish "$one"
        fi
        exec {lock}>&-
    done
    find "$home" -maxdepth 1 \( -name '.gone.*' -o -name '.new.*' \) -mmin +60 -exec rm -rf {} +
    find "$home" -maxdepth 1 -type d \( -name '.part.*' -o -regex '.*/[0-9a-f]*' \) -mmin +$((stale_days * 1440)) -print |
        while IFS= read -r one; do
            lock=${one##*/}
            lock=${lock#.part.}
            exec {held}>"$home/${lock%%.*}.lock" {making}>"$home/${lock%%.*}.making" || continue
            if flock -n "$held" && flock -n "$making"; then drop "$one"; fi
            exec {held}>&- {making}>&-
        done
}

environment_of() { # old folder, new one: variables of the environment that name the one name the other
    local name
    for name in PATH VIRTUAL_ENV CONDA_PREFIX BEAMLET_PYTHON BEAMLET_KEPT_LD_LIBRARY_PATH BEAMLET_KEPT_PYTHONPATH BEAMLET_KEPT_PYTHONHOME; do
        [ -z "${!name-}" ] || export "$name=${!name//"$1"/"$2"}"
    done
    export BEAMLET_PYTHON=${BEAMLET_PYTHON:-$2/bin/python}
}

prepare() {
    local node word
    for word in flock tar sha256sum mktemp df; do
        command -v $word >/dev/null || { say "there is no $word on $(uname -n)"; return 1; }
    done
    umask 077
    choose || { say "no place of node_storage.paths is used on $(uname -n)"; return 1; }
    clean
    if [ -n "$pack" ] && unpack "$pack" pack_lock; then program=$home/$(sum_of "$pack"); fi
    if [ -n "$python_pack" ] && unpack "$python_pack" python_lock; then environment=$home/$(sum_of "$python_pack")/python; fi
    if [ "$own" = yes ]; then
        # It has its name once it is locked: one that is not is another block's to clean up.
        node=$(mktemp -d "$home/.new.XXXXXX") && exec {work_lock}>"$node/.lock" && flock "$work_lock" || return 1
        echo "$archive/${SLURMD_NODENAME:-$(uname -n)}.${node##*.}.tar.gz" >"$node/.archive"
        mv -T "$node" "$home/work.$block.${node##*.}" || return 1
        work=$home/work.$block.${node##*.}
    fi
}

# Read to its end before anything runs: the file may go meanwhile.
main() {
    while [ $# -gt 0 ]; do
        case $1 in
            --block) block=$2 ;;
            --manager) manager=$2 ;;
            --java) java=$2 ;;
            --class-path) path=$2 ;;
            --cache) cache=$2 ;;
            --make-cache) make_cache=$2 ;;
            --make-worker-cache) make_worker_cache=$2 ;;
            --pack) pack=$2 ;;
            --python-pack) python_pack=$2 ;;
            --python) python=$2 ;;
            --place) places+=("$2") ;;
            --free) free=$2 ;;
            --keep) keep=$2 ;;
            --work) own=$2 ;;
            --archive) archive=$2 ;;
            --) shift; break ;;
        esac
        shift 2
    done

    began=$SECONDS
    prepare
    umask "$mask"

    local words=("$@")
    if [ -n "$program" ]; then
        java=$program/runtime/bin/java
        path=$(sed "s|^|$program/|" "$program/classpath" | paste -sd: -)
        first=${path%%:*}
        cache=${first%/*}/start-caches/node-manager.aot
    fi
    if [ -n "$cache" ] && [ -r "$cache" ]; then words+=("-XX:AOTCache=$cache"); fi
    if [ -n "$make_cache" ] && { [ -z "$program" ] || [ ! -r "$cache" ]; }; then words+=("-Dbeamlet.start.cache=$make_cache"); fi
    [ -z "$program" ] || words+=("-Dbeamlet.worker.start.cache=$make_worker_cache")
    if [ -n "$work" ]; then
        words+=("-Dbeamlet.node.work=$work" "-Dbeamlet.native.cache=$home/native")
        # What is held in memory would be the node's memory twice over.
        [ "$(stat -f -c %T "$home")" = tmpfs ] || words+=("-Dbeamlet.node.scratch=$work/scratch")
    fi
    [ -z "$environment" ] || environment_of "$python" "$environment"
    [ -z "$home" ] || echo "beamlet: node_storage: ready on $(uname -n) after $((SECONDS - began)) s: program ${program:-not copied}, work ${work:-shared}"

    pid= asked=
    trap 'asked=yes; [ -z "$pid" ] || kill -s TERM "$pid" 2>/dev/null' TERM INT HUP
    "$java" "${words[@]}" -cp "$path" org.beamlet.worker.manager.NodeManagerMain --block-file "$manager" &
    pid=$!
    [ -z "$asked" ] || kill -s TERM "$pid"
    wait "$pid"
    status=$?
    while kill -s 0 "$pid" 2>/dev/null; do
        wait "$pid"
        status=$?
    done
    trap '' TERM INT HUP
    umask 077
    [ -z "$work" ] || finish "$work"
    if [ "$keep" = no ]; then
        for held in ${pack_lock-} ${python_lock-}; do
            # Others on this node may be running from it.
            flock -n "$held" || continue
            if [ "$held" = "${pack_lock-}" ]; then drop "$home/$(sum_of "$pack")"; else drop "$home/$(sum_of "$python_pack")"; fi
        done
    fi
    exit "$status"
}
main "$@"; exit

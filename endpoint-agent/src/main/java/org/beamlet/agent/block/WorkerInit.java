package org.beamlet.agent.block;

import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.beamlet.providers.launcher.ShellWord;

/**
 * The shell text that an endpoint's admin has run at the beginning of a block, and what is put
 * around it: whatever it does, it is known afterwards how it went.
 *
 * <p>It runs in the script's own shell, as what it sets besides variables ({@code ulimit}, {@code
 * umask}) is to hold for the node manager as well. How far it has come stands in a file; see {@link
 * InitTrouble}.
 */
final class WorkerInit {
    /** The exit status of a block whose preparation failed. */
    static final int FAILED = 78;

    /** What runs, or ended before its end, in the file. */
    static final String LINE = "line";

    static final String STOPPED = "failed";
    static final String ENDED = "ended";
    static final String HUNG = "hung";
    static final String DONE = "done";

    /** Begins what is written to stderr. */
    static final String MARK = "beamlet: worker_init: ";

    /** Where such a word occurs, {@code module} must be known to the shell. */
    private static final Pattern MODULES = Pattern.compile("(?m)(?:^|[\\s;&|({])(?:module|ml)\\s");

    /**
     * Notes which variables there are, so that the manager can tell those that the text exports:
     * they are for functions, and the rest of the environment is not. A variable whose value has
     * several lines may add names of none, which does no harm.
     */
    private static final String NOTE =
            """
            BEAMLET_BEFORE_INIT=$(env | sed -n 's/^\\([^= ]*\\)=.*/\\1/p' | tr '\\n' ' ')
            export BEAMLET_BEFORE_INIT
            """;

    /**
     * A failure makes the shell tell once more of what runs, by then the last command of a function
     * such as {@code module}: what it told of before is what the text says.
     *
     * <p>Much that fails in such a text is meant to be passed over, as it is in Globus Compute; an
     * environment that is not there is not.
     */
    private static final String WATCH =
            """
            beamlet_init_file=@FILE@
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
                        echo "@MARK@line $beamlet_init_line failed with exit status $1: ${2:0:200}" >&2
                        trap - DEBUG ERR EXIT
                        kill "$beamlet_init_watch" 2>/dev/null
                        exit @STATUS@ ;;
                    *)
                        beamlet_init_word=${2%%[ =]*}
                        echo "@MARK@line $beamlet_init_line (${beamlet_init_word:0:60}) ended with exit status $1; going on" >&2 ;;
                esac
            }
            beamlet_init_ended() {
                trap - DEBUG ERR EXIT
                kill "$beamlet_init_watch" 2>/dev/null
                if ! grep -qs '^hung' "$beamlet_init_file"; then
                    beamlet_init_note ended "$beamlet_init_line" "$1"
                    echo "@MARK@line $beamlet_init_line ended the block, with exit status $1" >&2
                fi
                exit @STATUS@
            }
            (
                trap 'kill "$beamlet_init_nap" 2>/dev/null; exit' TERM
                exec >/dev/null < /dev/null
                beamlet_init_left=@LIMIT@
                while [ "$beamlet_init_left" -gt 0 ]; do
                    sleep "$((beamlet_init_left < 5 ? beamlet_init_left : 5))" &
                    beamlet_init_nap=$!
                    wait "$beamlet_init_nap"
                    kill -s 0 "$$" 2>/dev/null || exit
                    beamlet_init_left=$((beamlet_init_left - 5))
                done
                beamlet_init_at=$(cut -d ' ' -f 2 "$beamlet_init_file")
                beamlet_init_note hung "$beamlet_init_at" @LIMIT@
                echo "@MARK@line $beamlet_init_at was not over after @LIMIT@ s" >&2
                kill -s TERM "$$"
                sleep 2
                kill -s KILL "$$"
            ) &
            beamlet_init_watch=$!
            beamlet_init_note line 0
            trap 'beamlet_init_ended "$?"' EXIT
            """;

    /** As a login shell does, which a batch system does not always start. */
    private static final String LOGIN =
            """
            for beamlet_init_profile in /etc/profile ~/.bash_profile ~/.bash_login ~/.profile; do
                if ! type module >/dev/null 2>&1 && [ -r "$beamlet_init_profile" ]; then
                    . "$beamlet_init_profile"
                fi
            done
            set +eu
            """;

    private static final String BEGIN =
            """
            beamlet_init_line=1 beamlet_init_command= beamlet_init_before=
            beamlet_init_note line 1
            beamlet_init_from=$((LINENO + 2))
            trap 'beamlet_init_failed "$?" "${beamlet_init_before:-$beamlet_init_command}"' ERR
            trap 'beamlet_init_at "$((LINENO - beamlet_init_from))" "$BASH_COMMAND"' DEBUG
            """;

    /** Options and traps of the text hold no longer than it runs, but for a trap of its own. */
    private static final String END =
            """
            { set +euxfC; } 2>/dev/null
            trap - DEBUG ERR
            if [[ $(trap -p EXIT) == *beamlet_init_ended* ]]; then trap - EXIT; fi
            kill "$beamlet_init_watch" 2>/dev/null
            wait "$beamlet_init_watch" 2>/dev/null
            beamlet_init_note done
            unset IFS
            """;

    private WorkerInit() {}

    /**
     * {@return the text to run; empty where there is none}
     *
     * @param file where it is noted how far it has come
     * @param limit for how long it may take
     */
    static String of(String text, Path file, Duration limit) {
        if (text.isBlank()) {
            return "";
        }
        return "set +eu\n"
                + NOTE
                + WATCH.replace("@FILE@", ShellWord.of(file.toString()))
                        .replace("@LIMIT@", Long.toString(Math.max(1, limit.toSeconds())))
                        .replace("@STATUS@", Integer.toString(FAILED))
                        .replace("@MARK@", MARK)
                + (MODULES.matcher(text + "\n").find() ? LOGIN : "")
                + BEGIN
                + text.stripTrailing()
                + "\n"
                + END;
    }
}

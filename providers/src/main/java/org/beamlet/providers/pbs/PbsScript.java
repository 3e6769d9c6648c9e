package org.beamlet.providers.pbs;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.beamlet.providers.BlockRequest;
import org.beamlet.providers.batch.CommandWords;
import org.beamlet.providers.batch.ScriptText;

/** Scripts of PBS and of those that descend from it, and how they are submitted. */
public final class PbsScript {
    /** Others end a value in a directive; a colon ends the name of a host. */
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}/._+=,@%~-]+");

    private PbsScript() {}

    /**
     * {@return the script}
     *
     * @param resources the nodes that are asked for, in the words of this one
     * @param schedulerOptions further {@code #PBS} lines
     */
    public static String of(
            BlockRequest block, Duration walltime, String resources, String schedulerOptions) {
        String file = block.folder().resolve(block.name()).toString();
        if (!PLAIN.matcher(file).matches()) {
            throw BlockRequest.unusable(block.folder(), "has a sign that PBS takes for another");
        }
        return new ScriptText("#!/bin/bash")
                .line("#PBS -S /bin/bash")
                .line("#PBS -N " + block.name())
                .line("#PBS -m n")
                .line("#PBS -l walltime=" + clock(walltime))
                .line("#PBS -l " + resources)
                .line("#PBS -o %s.stdout".formatted(file))
                .line("#PBS -e %s.stderr".formatted(file))
                .text(schedulerOptions)
                .block(block)
                .toString();
    }

    /** {@return what is asked for besides, as it stands behind the number of processors} */
    public static String behind(String options) {
        return options.isEmpty() || options.startsWith(":") ? options : ":" + options;
    }

    public static List<String> submission(String queue, String account, BlockRequest block) {
        return new CommandWords("qsub")
                .unlessEmpty("-q", queue)
                .unlessEmpty("-A", account)
                .add(block.script().toString())
                .list();
    }

    private static String clock(Duration time) {
        return "%02d:%02d:%02d"
                .formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart());
    }
}

package org.beamlet.conformance.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A command for submissions that, once, kills the agent when the job has been taken.
 *
 * @param folder that comes first on the path of commands
 */
record CutSubmission(Path folder, BatchSite site) {
    static CutSubmission in(Path folder, Path agent, BatchSite site) throws IOException {
        return in(folder, agent, site, "");
    }

    /** The same, and before it a job of somebody else of the same name is submitted, and waits. */
    static CutSubmission withNamesake(Path folder, Path agent, BatchSite site) throws IOException {
        return in(
                folder,
                agent,
                site,
                "for script; do :; done\n"
                        + "sbatch --uid=nobody --hold --chdir=/ --output=/dev/null --job-name="
                        + "\"$(basename \"$script\" .sh)\" --wrap true >&2");
    }

    private static CutSubmission in(Path folder, Path agent, BatchSite site, String before)
            throws IOException {
        Files.createDirectories(folder);
        CutSubmission made = new CutSubmission(folder, site);
        String program = site.speaksSlurm() ? "sbatch" : "qsub";
        Path command = folder.resolve(program);
        Files.writeString(
                command,
                """
                #!/bin/sh
                PATH='%s'
                %s
                said=$(%s "$@")
                status=$?
                if [ ! -e '%s' ]; then
                    : >'%s'
                    kill -9 "$(head -n 1 '%s')"
                fi
                printf '%%s\\n' "$said"
                exit $status
                """
                        .formatted(site.path(), before, program, made.mark(), made.mark(), agent));
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
        return made;
    }

    private Path mark() {
        return folder.resolve("happened");
    }

    String path() {
        return folder + ":" + site.path();
    }

    boolean happened() {
        return Files.exists(mark());
    }
}

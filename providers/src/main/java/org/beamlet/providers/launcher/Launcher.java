package org.beamlet.providers.launcher;

/** Turns the command of one node into shell text that starts it on all nodes of a block. */
public sealed interface Launcher {
    /**
     * Writes the shell text.
     *
     * @param command shell text to run once per node
     * @param nodes of the block
     */
    String launch(String command, int nodes);

    /** {@return the name by which a configuration asks for it} */
    String type();

    /** The command as it is, where the script runs. */
    record Simple() implements Launcher {
        @Override
        public String launch(String command, int nodes) {
            return command + "\n";
        }

        @Override
        public String type() {
            return "SimpleLauncher";
        }
    }

    /**
     * The command behind another, such as {@code numactl}.
     *
     * @param prepend shell text in front of it
     */
    record Wrapped(String prepend) implements Launcher {
        @Override
        public String launch(String command, int nodes) {
            return "%s %s\n".formatted(prepend, shell(command));
        }

        @Override
        public String type() {
            return "WrappedLauncher";
        }
    }

    /**
     * As many copies as nodes were asked for, all where the script runs.
     *
     * @param failOnAny whether one failed copy fails the block, rather than only all of them
     */
    record SingleNode(boolean failOnAny) implements Launcher {
        @Override
        public String launch(String command, int nodes) {
            return """
            export CORES=$(getconf _NPROCESSORS_ONLN)
            node_command() {
            %s
            }
            """
                            .formatted(command)
                    + LaunchText.copies("node_command \"$copy\"", nodes, failOnAny ? 1 : nodes);
        }

        @Override
        public String type() {
            return "SingleNodeLauncher";
        }
    }

    /**
     * Slurm's own.
     *
     * @param overrides further options, as they are
     */
    record Srun(String overrides) implements Launcher {
        @Override
        public String launch(String command, int nodes) {
            return LaunchText.CPUS
                    + "srun --ntasks %d -l%s %s\n"
                            .formatted(nodes, spaced(overrides), shell(command));
        }

        @Override
        public String type() {
            return "SrunLauncher";
        }
    }

    /** Slurm's own, a step for each node, so that MPI tasks may start steps beside it. */
    record SrunMpi(String overrides) implements Launcher {
        @Override
        public String launch(String command, int nodes) {
            // Of itself a step would want as many tasks as the job, and take any node.
            String step =
                    "srun --exclusive --nodes 1 --ntasks 1 --relative $((copy - 1)) -l%s %s"
                            .formatted(spaced(overrides), shell(command));
            return LaunchText.CPUS + LaunchText.copies(step, nodes, nodes);
        }

        @Override
        public String type() {
            return "SrunMPILauncher";
        }
    }

    /**
     * By the MPI of the site, over the nodes of a PBS job.
     *
     * @param bindCommand the option by which it is told to bind to nothing
     * @param overrides further options, as they are
     */
    record MpiExec(String bindCommand, String overrides) implements Launcher {
        @Override
        public String launch(String command, int nodes) {
            boolean pals = bindCommand.equals("--cpu-bind");
            return NodeFile.text("localhost")
                    + "%smpiexec%s%s%s -n %d --hostfile \"$JOBNAME.nodes\" %s%n"
                            .formatted(
                                    pals ? "" : OnePerNode.variables(overrides),
                                    bindCommand.isEmpty() ? "" : spaced(bindCommand) + " none",
                                    pals ? OnePerNode.option(overrides) : "",
                                    spaced(overrides),
                                    nodes,
                                    shell(command));
        }

        @Override
        public String type() {
            return "MpiExecLauncher";
        }
    }

    /**
     * By an MPI that knows the nodes by itself.
     *
     * @param bash the shell on the nodes
     */
    record MpiRun(String bash, String overrides) implements Launcher {
        @Override
        public String launch(String command, int nodes) {
            return "%smpirun -np %d%s %s -c %s\n"
                    .formatted(
                            OnePerNode.variables(overrides),
                            nodes,
                            spaced(overrides),
                            ShellWord.of(bash),
                            quoted(command));
        }

        @Override
        public String type() {
            return "MpiRunLauncher";
        }
    }

    /** Of Cray's ALPS. */
    record Aprun(String overrides) implements Launcher {
        @Override
        public String launch(String command, int nodes) {
            return """
            aprun -n %d -N 1%s %s &
            wait "$!"
            """
                    .formatted(nodes, spaced(overrides), shell(command));
        }

        @Override
        public String type() {
            return "AprunLauncher";
        }
    }

    /** Of IBM's Spectrum LSF. */
    record Jsrun(String overrides) implements Launcher {
        @Override
        public String launch(String command, int nodes) {
            return "jsrun -n %d -r 1%s %s\n".formatted(nodes, spaced(overrides), shell(command));
        }

        @Override
        public String type() {
            return "JsrunLauncher";
        }
    }

    /** GNU parallel over ssh. */
    record GnuParallel() implements Launcher {
        @Override
        public String launch(String command, int nodes) {
            // A shell that ssh starts knows nothing of this one: it is told by a file.
            return NodeFile.text(":")
                    + """
                    {
                        (unset HOSTNAME; export -p)
                        echo "cd $(printf %%q "$PWD") || exit 125"
                        cat <<'NODE_COMMAND'
                    %s
                    NODE_COMMAND
                    } > "$JOBNAME.node.sh"
                    seq 1 %d | parallel --quote --joblog "$JOBNAME.parallel.log" \
                    --sshloginfile "$JOBNAME.nodes" --jobs 1 /bin/bash "$PWD/$JOBNAME.node.sh"
                    """
                            .formatted(command, nodes);
        }

        @Override
        public String type() {
            return "GnuParallelLauncher";
        }
    }

    private static String shell(String command) {
        return "/bin/bash -c " + quoted(command);
    }

    private static String quoted(String command) {
        return ShellWord.of(command);
    }

    private static String spaced(String options) {
        return options.isBlank() ? "" : " " + options.strip();
    }
}

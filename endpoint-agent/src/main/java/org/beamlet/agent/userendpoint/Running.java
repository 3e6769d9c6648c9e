package org.beamlet.agent.userendpoint;

import java.util.OptionalInt;
import org.beamlet.agent.home.AgentProcess;
import org.beamlet.protocol.process.ProcessTable;

/** The process of a user endpoint. */
sealed interface Running {
    long pid();

    boolean alive();

    /** {@return how it ended, where that can be known} */
    OptionalInt status();

    /** Asks it to end in order. */
    default void end() {
        ProcessHandle.of(pid()).filter(_ -> alive()).ifPresent(ProcessHandle::destroy);
    }

    default void kill() {
        ProcessHandle.of(pid()).filter(_ -> alive()).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** One that this manager started. */
    record Started(Process process) implements Running {
        @Override
        public long pid() {
            return process.pid();
        }

        @Override
        public boolean alive() {
            return process.isAlive();
        }

        @Override
        public OptionalInt status() {
            return alive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
        }
    }

    /** One that an earlier manager started. */
    record Adopted(AgentProcess process) implements Running {
        @Override
        public long pid() {
            return process.pid();
        }

        @Override
        public boolean alive() {
            // Nobody may be there to bury it, as in a container.
            return process.alive()
                    && ProcessTable.find(pid()).map(ProcessTable.Entry::alive).orElse(true);
        }

        @Override
        public OptionalInt status() {
            return OptionalInt.empty();
        }
    }
}

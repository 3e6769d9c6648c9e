package org.beamlet.worker.slot;

import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.payload.PythonCode;
import org.beamlet.worker.task.WorkerTask;

/** What a task's function is written in, and so which kind of process runs it. */
enum Language {
    JAVA,
    PYTHON;

    /** {@return what a worker's files are called by} */
    String label(String place) {
        return this == JAVA ? place : place + "-python";
    }

    /** {@return the language; what nobody can read goes to Java, which says so} */
    static Language of(WorkerTask task) {
        try {
            return PythonCode.is(Payloads.first(task.taskBuffer())) ? PYTHON : JAVA;
        } catch (RuntimeException _) {
            return JAVA;
        }
    }
}

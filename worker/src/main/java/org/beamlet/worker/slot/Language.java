package org.beamlet.worker.slot;

import java.util.Set;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.payload.Serialized;
import org.beamlet.protocol.payload.UserFunction;
import org.beamlet.worker.task.WorkerTask;

/** What a task's function is written in, and so which kind of process runs it. */
enum Language {
    JAVA,
    PYTHON;

    /** Serializers of the SDK for functions: code objects, source texts, and several of both. */
    private static final Set<String> PYTHON_CODE =
            Set.of("01", "02", "03", "04", "10", "12", "sd", Serialized.SOURCE);

    /** {@return the language; what nobody can read goes to Java, which says so} */
    static Language of(WorkerTask task) {
        try {
            String code = Payloads.first(task.taskBuffer());
            boolean python =
                    PYTHON_CODE.contains(Serialized.parse(code).method())
                            && FunctionCode.parse(code).isEmpty()
                            && !UserFunction.isOne(code);
            return python ? PYTHON : JAVA;
        } catch (BeamletException _) {
            return JAVA;
        }
    }
}

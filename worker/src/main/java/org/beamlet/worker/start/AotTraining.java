package org.beamlet.worker.start;

import java.io.IOException;
import java.nio.file.Path;

/** Has a program do what it usually does, and the JVM write down what that needed. */
@FunctionalInterface
public interface AotTraining {
    /** {@return whether the cache was written to the file} */
    boolean run(Path file) throws IOException, InterruptedException;
}

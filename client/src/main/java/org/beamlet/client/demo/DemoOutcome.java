package org.beamlet.client.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.beamlet.protocol.id.FunctionId;

/**
 * What a demo came to.
 *
 * @param deviation largest difference of any value of g2
 * @param timings by leg
 */
record DemoOutcome(
        FunctionId function,
        Path resultFile,
        List<String> files,
        G2Curves measured,
        G2Curves expected,
        double deviation,
        double tolerance,
        Map<String, Duration> timings) {

    boolean agrees() {
        return deviation <= tolerance;
    }
}

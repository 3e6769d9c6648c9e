package org.beamlet.client.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.beamlet.protocol.id.FunctionId;

/**
 * What a demo came to.
 *
 * @param timings by leg
 */
record DemoOutcome(
        FunctionId function,
        Path resultFile,
        List<String> files,
        G2Curves measured,
        Expectation expectation,
        Map<String, Duration> timings) {

    boolean agrees() {
        return measured.within(
                expectation.curves(), expectation.absolute(), expectation.relative());
    }

    /** {@return the largest difference of any value of g2} */
    double deviation() {
        return measured.deviation(expectation.curves());
    }
}

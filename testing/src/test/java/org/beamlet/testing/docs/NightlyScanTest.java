package org.beamlet.testing.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.beamlet.client.FunctionRunner;
import org.beamlet.client.TaskFailedException;
import org.beamlet.client.inprocess.InProcessEndpoint;
import org.beamlet.testing.WithEndpoint;
import org.junit.jupiter.api.Test;

@WithEndpoint(slots = 2)
class NightlyScanTest {
    static List<Integer> centres(FunctionRunner functions, List<List<Double>> scans) {
        return scans.stream()
                .map(counts -> Map.of("counts", counts))
                .map(scan -> functions.submit("peaks.find", scan, Peaks.Found.class))
                .toList()
                .stream()
                .map(found -> found.join().at())
                .toList();
    }

    @Test
    void scansAreCentred(FunctionRunner functions, InProcessEndpoint endpoint) {
        endpoint.java("peaks.find", Peaks.Arguments.class, Peaks::find);
        assertThat(centres(functions, List.of(List.of(1.0, 2.0), List.of(4.0, 3.0))))
                .containsExactly(1, 0);
    }

    @Test
    void anEmptyScanIsSaidToBe(FunctionRunner functions, InProcessEndpoint endpoint) {
        endpoint.java("peaks.find", Peaks.Arguments.class, Peaks::find);
        assertThatThrownBy(() -> centres(functions, List.of(List.of())))
                .hasCauseInstanceOf(TaskFailedException.class)
                .hasMessageContaining("IndexOutOfBoundsException");
    }
}

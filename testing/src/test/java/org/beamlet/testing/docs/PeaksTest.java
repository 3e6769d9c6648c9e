package org.beamlet.testing.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.beamlet.client.inprocess.InProcessEndpoint;
import org.beamlet.testing.WithEndpoint;
import org.junit.jupiter.api.Test;

@WithEndpoint
class PeaksTest {
    @Test
    void thePeakIsFound(InProcessEndpoint endpoint) {
        endpoint.java("peaks.find", Peaks.Arguments.class, Peaks::find);
        var counts = Map.of("counts", List.of(1.0, 9.5, 2.0));
        var found = endpoint.submit("peaks.find", counts, Peaks.Found.class).join();
        assertThat(found).isEqualTo(new Peaks.Found(1, 9.5));
    }
}

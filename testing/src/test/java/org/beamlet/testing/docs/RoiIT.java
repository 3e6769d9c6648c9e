package org.beamlet.testing.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.beamlet.client.inprocess.InProcessEndpoint;
import org.beamlet.client.inprocess.Mode;
import org.beamlet.testing.DataRoot;
import org.beamlet.testing.WithEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@WithEndpoint(mode = Mode.PROCESSES)
class RoiIT {
    @TempDir @DataRoot Path raw;

    @Test
    void aPythonFunctionReadsItsFile(InProcessEndpoint endpoint) throws Exception {
        Files.writeString(raw.resolve("scan.csv"), "1,2,3");
        endpoint.python(
                "total",
                """
                def total(file):
                    with open(file) as opened:
                        return sum(int(word) for word in opened.read().split(","))
                """);
        var file = Map.of("file", "data://raw/scan.csv");
        assertThat(endpoint.submit("total", file, Integer.class).join()).isEqualTo(6);
    }
}

package org.beamlet.agent.news;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.rest.TaskNewsReport.Partial;
import org.junit.jupiter.api.Test;

class PartialsTest {
    private static final int LARGE = 64 * 1024;

    private final Partials partials = new Partials();

    private static Partial partial(String task, long seq) {
        return new Partial(task, 1, seq, Json.NODES.objectNode().put("seq", seq));
    }

    @Test
    void ofATaskTheLatestIsTold() {
        partials.add(partial("a", 1), 10);
        partials.add(partial("b", 1), 10);
        partials.add(partial("a", 2), 10);

        assertThat(partials.take()).containsExactly(partial("b", 1), partial("a", 2));
        assertThat(partials.take()).isEmpty();
    }

    @Test
    void oneCallCarriesSomeAndTheNextTheRest() {
        for (int task = 0; task < 40; task++) {
            partials.add(partial("task-" + task, 1), LARGE);
        }

        assertThat(partials.take()).hasSize(16);
        assertThat(partials.take()).hasSize(16);
        assertThat(partials.take()).hasSize(8);
    }

    @Test
    void whereThereAreTooManyThoseThatWaitedLongestGo() {
        for (int task = 0; task < 200; task++) {
            partials.add(partial("task-" + task, 1), LARGE);
        }

        assertThat(partials.take().getFirst().taskId()).isEqualTo("task-72");
    }

    @Test
    void whatCouldNotBeToldIsTakenBackUnlessSomethingLaterCame() {
        partials.add(partial("a", 2), 10);

        partials.restore(List.of(partial("a", 1), partial("b", 1)));

        assertThat(partials.take()).containsExactly(partial("a", 2), partial("b", 1));
    }
}

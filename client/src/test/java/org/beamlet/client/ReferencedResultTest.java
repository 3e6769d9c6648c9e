package org.beamlet.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.payload.ResultReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReferencedResultTest {
    private final PendingTask pending =
            new PendingTask(FunctionId.random(), "x", SubmitOptions.NONE, TaskListener.NONE);
    private FakeService service;
    private BeamletClient client;

    @BeforeEach
    void start() throws IOException {
        service = new FakeService();
        client = service.client();
    }

    @AfterEach
    void stop() {
        client.close();
        service.close();
    }

    private void settle(String buffer) {
        TaskBook book = new TaskBook(Runnable::run, client::resultText);
        TaskId task = TaskId.random();
        book.submitting(List.of(pending));
        book.named(pending, task);
        book.settle(Outcome.of(new Message.Result(task.value(), buffer, null, null, null)));
    }

    @Test
    void aReferenceIsReplacedByWhatItStandsFor() {
        service.on("GET /beamlet/v1/artifacts/abc", "11\n\"much\"");

        settle(new ResultReference("abc", 9, null).text());

        assertThat(pending.future().join().value().asText()).isEqualTo("much");
    }

    @Test
    void aReferenceThatLeadsNowhereFailsItsFuture() {
        settle(new ResultReference("abc", 9, null).text());

        assertThatThrownBy(() -> pending.future().join()).hasMessageContaining("status 404");
    }
}

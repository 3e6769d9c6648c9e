package org.beamlet.agent.queue;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.beamlet.agent.access.AccessRules;
import org.beamlet.agent.access.PinnedCode;
import org.beamlet.agent.access.Submitters;
import org.beamlet.catalog.Catalog;
import org.beamlet.catalog.bundle.Bundles;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.MessageCodec;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.task.TaskTerms;
import org.junit.jupiter.api.Test;

class AdmittedTermsTest {
    private static final TaskTerms PUBLISHED =
            new TaskTerms(
                    null,
                    60.0,
                    null,
                    true,
                    "1".repeat(64),
                    new TaskTerms.Bundle("2".repeat(64), 1000));

    private final Admission admission =
            new Admission(
                    new AccessRules(
                            Optional.empty(),
                            new Submitters(Optional::empty, true),
                            new PinnedCode(Catalog.load(), new Bundles(""))));

    private TaskTerms admitted(String version) {
        String buffer =
                new FunctionCode("diagnostics.noop", version).packed()
                        + Payloads.pack("11\n[]", "11\n{}");
        AMQP.BasicProperties properties =
                new AMQP.BasicProperties.Builder()
                        .headers(Map.of(AmqpNames.TERMS, PUBLISHED.text()))
                        .build();
        return admission
                .judge(properties, MessageCodec.encode(new Message.Task(UUID.randomUUID(), buffer)))
                .orElseThrow()
                .task()
                .terms();
    }

    @Test
    void theBundleOfAVersionThatIsNotInstalledIsFetched() {
        assertThat(admitted("0.9.0")).isEqualTo(PUBLISHED);
    }

    @Test
    void ofOneThatIsInstalledOnlyTheContentHashGoesOn() {
        assertThat(admitted("1.0.0"))
                .isEqualTo(new TaskTerms(null, 60.0, null, null, "1".repeat(64), null));
    }
}

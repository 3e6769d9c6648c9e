package org.beamlet.cloud.broker.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.beamlet.cloud.broker.AmqpPeer;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerStartIT {
    @TempDir Path temporary;

    private Path folder = Path.of("");

    @BeforeEach
    void name() {
        folder = temporary.resolve("broker");
    }

    @Test
    void aDamagedConfigurationIsRefusedWithARemedy() throws Exception {
        EmbeddedBroker.start(folder, 0).close();
        Files.writeString(folder.resolve("config.json"), "{\"name\": \"beamlet\", ");

        BeamletException error = refused(0);

        assertThat(error.what()).contains(folder.toString());
        assertThat(error.remedy()).contains("restore").contains("move the folder away");
    }

    @Test
    void aConfigurationWithoutTheRulesIsRefused() throws Exception {
        EmbeddedBroker.start(folder, 0).close();
        Path config = folder.resolve("config.json");
        String rules = "\"type\" : \"BeamletNames\"";
        String text = Files.readString(config);
        assertThat(text).contains(rules);
        Files.writeString(config, text.replace(rules, "\"type\" : \"AllowAll\""));

        BeamletException error = refused(0);

        assertThat(error.what()).contains("lacks its NameBasedAccessControlProvider");
        assertThat(error.remedy()).contains("restore config.json");
    }

    @Test
    void messagesWithoutConfigurationAreNotStartedOver() throws Exception {
        EmbeddedBroker.start(folder, 0).close();
        Files.delete(folder.resolve("config.json"));

        BeamletException error = refused(0);

        assertThat(error.what()).contains("config.json' is gone");
        assertThat(error.remedy()).contains("backup").contains("start empty");
    }

    @Test
    void aSecondBrokerInTheSameFolderIsRefused() {
        try (EmbeddedBroker first = EmbeddedBroker.start(folder, 0)) {
            BeamletException error = refused(0);

            assertThat(error.what()).contains(folder.toString());
            assertThat(error.remedy()).contains("no other service uses this folder");
            assertThat(first.depth("x")).isEqualTo(-1);
        }
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            BeamletException error = refused(taken.getLocalPort());

            assertThat(error.what()).contains("127.0.0.1:" + taken.getLocalPort());
            assertThat(error.remedy()).contains("another broker port");
        }
        EmbeddedBroker.start(folder, 0).close();
    }

    @Test
    void aFolderThatIsAFileIsRefused() throws Exception {
        Files.writeString(folder, "x");

        assertThat(refused(0).remedy()).contains("--data");
    }

    @Test
    void itListensOnLoopbackAtTheGivenPort() throws Exception {
        int port;
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, port)) {
            assertThat(broker.port()).isEqualTo(port);
            assertThat(broker.serviceLogin().port()).isEqualTo(port);
            AmqpPeer.connect(broker.serviceLogin()).close();
        }
    }

    @Test
    void aStoppedBrokerSaysSo() {
        EmbeddedBroker broker = EmbeddedBroker.start(folder, 0);
        broker.close();
        broker.close();

        BeamletException error =
                catchThrowableOfType(BeamletException.class, broker::declareTopology);

        assertThat(error.what()).contains("it is stopped");
    }

    private BeamletException refused(int port) {
        BeamletException error =
                catchThrowableOfType(
                        BeamletException.class, () -> EmbeddedBroker.start(folder, port).close());
        assertThat(error).isNotNull();
        assertThat(error.code()).isEqualTo(ErrorCode.BROKER_UNREACHABLE);
        return error;
    }
}

package org.beamlet.cloud.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.beamlet.cloud.peer.Rest;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands: what they print, where, and with which status they end. */
class CommandIT {
    @TempDir private Path home;

    @Test
    void aServiceSaysWhereItIsAndEndsCleanlyWhenAsked() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(home)) {
            assertThat(Files.readString(home.resolve("start.out")))
                    .isEqualTo("Beamlet cloud service is ready at " + service.url() + "\n");
            assertThat(service.ready().path("data").asText())
                    .isEqualTo(home.resolve("cloud").toString());
            ServiceProcess.Said status = ServiceProcess.command(home, "status", "--json");
            JsonNode said = Json.read(status.out());
            assertThat(status.exit()).isZero();
            assertThat(said.path("url").asText()).isEqualTo(service.url());
            assertThat(said.path("pid")).isEqualTo(service.ready().path("pid"));
            assertThat(said.path("health").path("status").asText()).isEqualTo("UP");

            assertThat(service.stop()).isIn(0, 143);
        }
        assertThat(Files.readString(home.resolve("start.err"))).isEmpty();
        assertThat(ServiceProcess.command(home, "status").exit()).isEqualTo(3);
    }

    @Test
    void aTokenMadeBeforeTheServiceRunsWorksAndIsSavedForItsOwnerAlone() throws Exception {
        ServiceProcess.Said said =
                ServiceProcess.command(home, "token", "--user", "alice", "--save");
        assertThat(said.err()).isEmpty();
        assertThat(said.exit()).isZero();

        Path saved = home.resolve("token");
        assertThat(Files.readString(saved).strip()).isEqualTo(said.lastWord());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(saved)))
                .isEqualTo("rw-------");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(home.resolve("cloud"))))
                .isEqualTo("rwx------");
        try (ServiceProcess service = ServiceProcess.start(home)) {
            new Rest(service.url(), said.lastWord()).get("/v2/endpoints").ok();
        }
    }

    @Test
    void aSecondServiceOnTheSameFolderOrPortIsRefusedInOneLine() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(home)) {
            ServiceProcess.Said folder =
                    ServiceProcess.command(home, "start", "--port", "0", "--broker-port", "0");
            assertRefused(folder, 1, home.resolve("cloud").toString(), "process", "--data");

            ServiceProcess.Said port =
                    ServiceProcess.command(
                            home,
                            "start",
                            "--data",
                            home.resolve("other").toString(),
                            "--port",
                            Integer.toString(service.port()),
                            "--broker-port",
                            "0");
            assertRefused(port, 1, Integer.toString(service.port()), "--port");
        }
    }

    @Test
    void aTakenBrokerPortIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ServiceProcess.Said said =
                    ServiceProcess.command(
                            home,
                            "start",
                            "--port",
                            "0",
                            "--broker-port",
                            Integer.toString(taken.getLocalPort()));
            assertRefused(said, 1, Integer.toString(taken.getLocalPort()), "--broker-port");
        }
    }

    @Test
    void aDataFolderThatCannotBeMadeIsNamed() throws Exception {
        Path file = Files.writeString(home.resolve("file"), "");
        ServiceProcess.Said said =
                ServiceProcess.command(home, "start", "--data", file.resolve("data").toString());
        assertRefused(said, 1, file.toString(), "--data");
    }

    @Test
    void aWrongCommandLineEndsWithStatusTwo() throws Exception {
        assertRefused(ServiceProcess.command(home, "begin"), 2, "begin", "--help");
        assertRefused(ServiceProcess.command(home, "start", "--port", "70000"), 2, "70000");
        assertRefused(ServiceProcess.command(home, "token"), 2, "--user");
        assertRefused(ServiceProcess.command(home, "token", "--user", "a b"), 2, "'a b'");
        ServiceProcess.Said help = ServiceProcess.command(home, "start", "--help");
        assertThat(help.exit()).isZero();
        assertThat(help.out()).contains("Examples:", "--broker-port", "--ready-file");
    }

    private static void assertRefused(ServiceProcess.Said said, int exit, String... words) {
        assertThat(said.exit()).as(said.err()).isEqualTo(exit);
        assertThat(said.out()).isEmpty();
        assertThat(said.err()).startsWith("error: ").contains("; ").contains(words);
        assertThat(said.err().strip()).doesNotContain("\n");
    }
}

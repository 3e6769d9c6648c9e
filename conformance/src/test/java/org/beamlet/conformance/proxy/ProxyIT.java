package org.beamlet.conformance.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.beamlet.conformance.stack.Command;
import org.beamlet.conformance.stack.Host;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** All that leaves the site passes a proxy which allows CONNECT to port 443 alone. */
@Tag("proxy")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProxyIT {
    private static final int LARGE = 40_000_000;
    private static final String FUNCTION =
            """
            public class Large {
                public static String text(int size) throws java.io.IOException {
                    try (var in = Large.class.getResourceAsStream("/ballast")) {
                        return in.readAllBytes().length + ":" + "x".repeat(size);
                    }
                }
            }
            """;

    @TempDir static Path folder;
    private static final Map<String, String> ENVIRONMENT = new HashMap<>();
    private static Properties peer = new Properties();
    private static Host site = Host.of("");
    private static Host node = Host.of("");

    @BeforeAll
    static void configure() throws IOException, InterruptedException {
        peer = Host.peer("proxy", "proxied.properties");
        site = Host.of(peer.getProperty("site"));
        node = Host.of(peer.getProperty("node"));
        ENVIRONMENT.put("BEAMLET_HOME", folder.resolve("home").toString());
        ENVIRONMENT.put("BEAMLET_URL", peer.getProperty("url"));
        ENVIRONMENT.put("BEAMLET_CA", peer.getProperty("ca"));
        ENVIRONMENT.put(
                "BEAMLET_TOKEN", Files.readString(Path.of(peer.getProperty("token_file"))).strip());
        ENVIRONMENT.put(
                "https_proxy",
                "http://%s@%s".formatted(peer.getProperty("login"), peer.getProperty("proxy")));
        well("endpoint", "configure", "lab");
        Files.writeString(
                config(),
                """
                heartbeat_period: 5
                engine:
                  type: GlobusComputeEngine
                  address: %s
                  worker_port_range: [54000, 54005]
                  max_workers_per_node: 1
                  provider:
                    type: LocalProvider
                    launcher:
                      type: WrappedLauncher
                      prepend: nsenter --net=/proc/%s/ns/net -- unshare --mount -- %s
                """
                        .formatted(peer.getProperty("address"), peer.getProperty("node"), apart()));
    }

    /** What keeps the endpoint's working directory from the node, which has an empty one. */
    private static Path apart() throws IOException {
        Path script =
                Files.writeString(
                        folder.resolve("apart"),
                        """
                        #!/bin/sh
                        mount --make-rprivate / && mkdir -p '%1$s' && mount -t tmpfs none '%1$s' || exit
                        exec "$@"
                        """
                                .formatted(working()));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script;
    }

    private static Path working() {
        return folder.resolve("home/endpoints/lab/tasks_working_dir");
    }

    @AfterAll
    static void stop() throws IOException, InterruptedException {
        site.beamlet(ENVIRONMENT, "endpoint", "stop", "lab", "--force");
    }

    private static Path config() {
        return folder.resolve("home/endpoints/lab/config.yaml");
    }

    private static String well(String... arguments) throws IOException, InterruptedException {
        Command run = site.beamlet(ENVIRONMENT, arguments);
        assertThat(run.exit()).as("%s: %s%s", List.of(arguments), run.out(), run.err()).isZero();
        return run.out();
    }

    private static Command check(Map<String, String> other)
            throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(ENVIRONMENT);
        environment.putAll(other);
        return site.beamlet(environment, "endpoint", "check", "lab", "--json");
    }

    private static JsonNode hop(Command check, String name) {
        return StreamSupport.stream(Json.read(check.out()).path("hops").spliterator(), false)
                .filter(one -> one.path("check").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(check.out() + check.err()));
    }

    private static String told(Command check, String name) {
        return hop(check, name).path("what").asText()
                + "; "
                + hop(check, name).path("remedy").asText();
    }

    @Test
    @Order(1)
    void theSiteHasNothingButTheProxyAndTheNodeNothingButTheSite() throws Exception {
        assertThat(site.reaches("10.87.1.1", 3128)).isTrue();
        assertThat(site.reaches("10.87.9.1", 443)).isFalse();
        assertThat(site.reaches("beamlet.lab.test", 443)).isFalse();
        assertThat(node.reaches("10.87.1.1", 3128)).isFalse();
        assertThat(node.reaches("10.87.9.1", 443)).isFalse();
    }

    @Test
    @Order(2)
    void checkFindsTheWayFreeBeforeTheFirstStart() throws Exception {
        Command check = check(Map.of());

        assertThat(check.exit()).as(check.out() + check.err()).isZero();
        assertThat(told(check, "connect"))
                .contains(peer.getProperty("proxy"), "lets CONNECT beamlet.lab.test:443 through");
        assertThat(told(check, "tls")).contains("CN=Facility CA of a test");
        assertThat(told(check, "objects")).contains("was sent and came back");
        assertThat(told(check, "nodes")).contains("54000 to 54005");
        assertThat(check.out()).doesNotContain("sesame");
    }

    @Test
    @Order(3)
    void checkNamesWhatIsBlocked() throws Exception {
        Command port = check(Map.of("BEAMLET_URL", "https://beamlet.lab.test:5671"));
        assertThat(port.exit()).isEqualTo(3);
        assertThat(told(port, "connect"))
                .contains("refuses CONNECT beamlet.lab.test:5671", "403", "port 443 alone");

        String proxy = peer.getProperty("proxy");
        Command anonymous = check(Map.of("https_proxy", "http://" + proxy));
        assertThat(anonymous.exit()).isEqualTo(3);
        assertThat(told(anonymous, "connect"))
                .contains("wants a user and a password", "http://USER:PASSWORD@" + proxy);

        Command wrong = check(Map.of("https_proxy", "http://ada:guessed-1@" + proxy));
        assertThat(told(wrong, "connect")).contains("does not take the user and password");
        assertThat(wrong.out() + wrong.err()).doesNotContain("guessed-1");

        Command direct = check(Map.of("BEAMLET_PROXY", "none"));
        assertThat(direct.exit()).isEqualTo(3);
        assertThat(told(direct, "dns")).contains("is not known").contains("https_proxy");

        Command name = check(Map.of("BEAMLET_URL", "https://nobody.lab.test"));
        assertThat(told(name, "connect")).contains("nobody.lab.test:443", proxy);

        Command untrusted = check(Map.of("BEAMLET_CA", ""));
        assertThat(told(untrusted, "tls"))
                .contains("signed by nobody", "CN=Facility CA of a test", "BEAMLET_CA");
    }

    @Test
    @Order(4)
    void anEndpointRunsTasksAndMovesWhatIsLarge() throws Exception {
        well("endpoint", "start", "lab", "--detach");
        Command check = check(Map.of());
        assertThat(check.exit()).as(check.out() + check.err()).isZero();
        assertThat(told(check, "broker"))
                .contains("amqps://broker.lab.test:443 through the proxy", "answers");
        assertThat(told(check, "nodes")).contains("where the agent answers");

        JsonNode small =
                Json.read(
                        well(
                                "run",
                                "diagnostics.noop",
                                "--endpoint",
                                "lab",
                                "--arg",
                                "echo=7",
                                "--json"));
        assertThat(small.at("/result/echo").asInt()).isEqualTo(7);

        well(
                "function",
                "register",
                "--jar",
                jar().toString(),
                "--entry",
                "Large#text",
                "--name",
                "lab.large@1.0.0");
        JsonNode large =
                Json.read(
                        well(
                                "run",
                                "lab.large",
                                "--endpoint",
                                "lab",
                                "--arg",
                                "size=" + LARGE,
                                "--json"));
        String text = large.path("result").asText();
        assertThat(text).hasSize(LARGE + "40000000:".length());
        assertThat(text.substring(0, 12)).isEqualTo(LARGE + ":xxx");
        // The node's workers ran there, in its own; the result came through the agent's spool.
        try (Stream<Path> seen = Files.walk(working())) {
            assertThat(seen.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("worker-") || name.endsWith(".result"));
        }
        assertThat(folder.resolve("home/endpoints/lab/results")).isEmptyDirectory();
    }

    @Test
    @Order(5)
    void thePasswordIsInNoLogAndManagersSpokeToTheAgentAlone() throws Exception {
        List<Path> with = new ArrayList<>();
        Files.walkFileTree(
                folder.resolve("home"),
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes what) {
                        if (what.isRegularFile() && holdsPassword(file)) {
                            with.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException why)
                            throws IOException {
                        // The endpoint lives: locks and temporary files come and go.
                        if (why instanceof NoSuchFileException) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw why;
                    }
                });
        assertThat(with).isEmpty();
        String asked =
                Files.readString(Path.of(System.getProperty("beamlet.peer"), "tinyproxy.log"));
        assertThat(asked).contains("10.87.1.2").doesNotContain("10.87.2.2");
    }

    private static boolean holdsPassword(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                    .contains("sesame-24");
        } catch (NoSuchFileException _) {
            return false;
        } catch (IOException e) {
            throw new AssertionError(file.toString(), e);
        }
    }

    /** A function with forty million bytes that cannot be made smaller. */
    private static Path jar() throws IOException {
        Path source = Files.writeString(folder.resolve("Large.java"), FUNCTION);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertThat(
                        compiler.run(
                                null,
                                null,
                                null,
                                "-parameters",
                                "-d",
                                folder.toString(),
                                source.toString()))
                .isZero();
        byte[] ballast = new byte[LARGE];
        new Random(7).nextBytes(ballast);
        Path jar = folder.resolve("large.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry("Large.class"));
            zip.write(Files.readAllBytes(folder.resolve("Large.class")));
            zip.closeEntry();
            ZipEntry stored = new ZipEntry("ballast");
            stored.setMethod(ZipEntry.STORED);
            stored.setSize(ballast.length);
            CRC32 crc = new CRC32();
            crc.update(ballast);
            stored.setCrc(crc.getValue());
            zip.putNextEntry(stored);
            zip.write(ballast);
            zip.closeEntry();
        }
        return jar;
    }
}

package org.beamlet.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.providers.ssh.SshHop;
import org.beamlet.providers.ssh.SshSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code engine.provider.channel}. */
class ChannelReaderTest {
    private static final String SMALLEST =
            """
            engine:
              type: GlobusComputeEngine
              provider:
                type: SlurmProvider
                channel:
                  type: SSHChannel
                  hostname: login1.site
                  username: ada
                  script_dir: /home/ada/beamlet
            """;

    private static EndpointConfig parse(String text) {
        return ConfigReader.parse(text, "config.yaml");
    }

    private static Optional<SshSettings> channel(String text) {
        return parse(text).engine().provider().far();
    }

    @Test
    void anOldFileOfParslIsReadAsItIs() {
        SshSettings ssh =
                channel(
                                SMALLEST
                                        + """
                                              port: 2222
                                              host_keys_filename: /home/ada/hosts
                                              key_filename: ~/.ssh/site
                                              envs: {PATH: /opt/slurm/bin:/bin}
                                              gssapi_auth: false
                                        """)
                        .orElseThrow();

        assertThat(ssh.target()).isEqualTo(new SshHop("ada", "login1.site", 2222));
        assertThat(ssh.knownHosts()).isEqualTo(Path.of("/home/ada/hosts"));
        assertThat(ssh.keys().files())
                .containsExactly(Path.of(System.getProperty("user.home"), ".ssh/site"));
        assertThat(ssh.keys().agent()).isEmpty();
        assertThat(ssh.environment()).isEqualTo(Map.of("PATH", "/opt/slurm/bin:/bin"));
        assertThat(ssh.block("block-1")).isEqualTo(Path.of("/home/ada/beamlet/blocks/block-1"));
        assertThat(ssh.asks()).isFalse();
    }

    @Test
    void whatIsBeamletsOwnIsReadAsWell() {
        SshSettings ssh =
                channel(
                                SMALLEST
                                        + """
                                              proxy_jump: bob@gate:2200, inner
                                              control_path: /run/user/1/site
                                              keyboard_interactive: true
                                              certificate_filename: /home/ada/site-cert.pub
                                              passphrase_filename: /home/ada/secret
                                              program: /soft/beamlet
                                              java: /soft/jdk-25/bin/java
                                              keep_alive: 10
                                              connect_timeout: 5
                                        """)
                        .orElseThrow();

        assertThat(ssh.jumps())
                .containsExactly(new SshHop("bob", "gate", 2200), new SshHop("ada", "inner", 22));
        assertThat(ssh.control()).contains(Path.of("/run/user/1/site"));
        assertThat(ssh.asks()).isTrue();
        assertThat(ssh.keys().certificate()).contains(Path.of("/home/ada/site-cert.pub"));
        assertThat(ssh.keys().passphrase()).contains(Path.of("/home/ada/secret"));
        assertThat(ssh.program()).isEqualTo("/soft/beamlet");
        assertThat(ssh.java()).isEqualTo("/soft/jdk-25/bin/java");
        assertThat(ssh.timing())
                .isEqualTo(new SshSettings.Timing(Duration.ofSeconds(10), Duration.ofSeconds(5)));
    }

    @Test
    void jumpsMayBeAList() {
        assertThat(channel(SMALLEST + "      proxy_jump: [a, b]\n").orElseThrow().jumps())
                .extracting(SshHop::host)
                .isEqualTo(List.of("a", "b"));
    }

    @Test
    void aChannelOfThisMachineIsNone() {
        assertThat(
                        channel(
                                """
                                engine:
                                  type: GlobusComputeEngine
                                  provider:
                                    type: PBSProProvider
                                    channel: {type: LocalChannel, script_dir: /x}
                                """))
                .isEmpty();
    }

    @Test
    void aChannelThatAsksIsTold() {
        assertThat(
                        channel(SMALLEST.replace("SSHChannel", "SSHInteractiveLoginChannel"))
                                .orElseThrow()
                                .asks())
                .isTrue();
    }

    private static void refuses(String text, String said) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining(said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    password: x                     | is no place for a password
                    gssapi_auth: true               | use a key or a certificate
                    proxy_jump: a b                 | write user@host:port
                    proxy_jump: -oProxyCommand=x    | write user@host:port
                    program: "/soft/$(id)"          | give an absolute path
                    java: "java; id"                | give an absolute path
                    key_filename: id_rsa            | begin it with / or ~/
                    envs: {"A B": c}                | is no name of a variable
                    hostnme: x                      | did you mean 'hostname'?
                    """)
    void aFaultIsNamed(String line, String said) {
        refuses(SMALLEST + "      " + line + "\n", said);
    }

    @Test
    void hostAndFolderMustBeNamed() {
        refuses(SMALLEST.replace("hostname: login1.site", "port: 22"), "hostname is missing");
        refuses(SMALLEST.replaceFirst(" *script_dir.*\n", ""), "script_dir is missing");
        refuses(SMALLEST.replace("/home/ada/beamlet", "beamlet"), "give an absolute path");
        refuses(SMALLEST.replace("login1.site", "\"-oProxyCommand=x\""), "give a name each");
    }

    @Test
    void blocksOfThisMachineAreNotAskedForElsewhere() {
        refuses(SMALLEST.replace("SlurmProvider", "LocalProvider"), "belongs to the provider of a");
    }

    @Test
    void aKindThatIsGoneIsRefusedWithWhatToUse() {
        refuses(SMALLEST.replace("SSHChannel", "OAuthSSHChannel"), "use SSHChannel with a key");
    }
}

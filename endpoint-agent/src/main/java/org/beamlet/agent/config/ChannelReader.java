package org.beamlet.agent.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.beamlet.providers.ssh.SshHop;
import org.beamlet.providers.ssh.SshKeys;
import org.beamlet.providers.ssh.SshSettings;

/** Reads {@code engine.provider.channel}: on which host a batch system's commands are given. */
final class ChannelReader {
    private static final String ASKING = "SSHInteractiveLoginChannel";

    /** Parsl renamed them shortly before it gave them up. */
    private static final List<String> WORDS =
            List.of(
                    "SSHChannel",
                    ASKING,
                    "LocalChannel",
                    "DeprecatedSSHChannel",
                    "DeprecatedSSHInteractiveLoginChannel");

    private static final String OAUTH =
            "logs in by tokens that sites no longer take; use SSHChannel with a key or a"
                    + " certificate";
    private static final Map<String, String> ELSEWHERE =
            Map.of("OAuthSSHChannel", OAUTH, "DeprecatedOAuthSSHChannel", OAUTH);

    private static final Map<String, Refused> LOCAL =
            Map.of(
                    "userhome", Refused.none(),
                    "envs", Refused.none(),
                    "script_dir", Refused.none());

    private static final Map<String, Refused> SSH =
            Map.of(
                    "password",
                    Refused.because("is no place for a password; write keyboard_interactive: true"),
                    "gssapi_auth",
                    Refused.unless("is not there; use a key or a certificate", "false"),
                    "skip_auth",
                    Refused.unless("lets nobody in; remove it", "false"));

    private ChannelReader() {}

    /** {@return how to reach the host; empty where it is this one} */
    static Optional<SshSettings> read(Section provider) {
        if (!provider.has("channel")) {
            return Optional.empty();
        }
        Section channel = provider.section("channel");
        String type = TypeWord.check(channel, "channel", WORDS, ELSEWHERE).orElse("");
        if (type.isEmpty()) {
            channel.finish(Map.of("*", Refused.none()));
            return Optional.empty();
        }
        if (type.equals("LocalChannel")) {
            channel.finish(LOCAL);
            return Optional.empty();
        }
        SshSettings settings = ssh(channel, type.endsWith(ASKING));
        channel.finish(SSH);
        return Optional.of(settings);
    }

    private static SshSettings ssh(Section channel, boolean asks) {
        String user = channel.line("username", System.getProperty("user.name"));
        Optional<Path> control = file(channel, "control_path");
        return new SshSettings(
                target(channel, user),
                jumps(channel, user),
                file(channel, "host_keys_filename").orElse(home(".ssh/known_hosts")),
                keys(channel),
                channel.flag("keyboard_interactive", asks),
                control,
                environment(channel),
                folder(channel),
                far(channel, "program", ""),
                far(channel, "java", "java"),
                new SshSettings.Timing(
                        channel.seconds("keep_alive", 30, 1, 3600),
                        channel.seconds("connect_timeout", 20, 1, 300)));
    }

    private static SshHop target(Section channel, String user) {
        String host = channel.line("hostname");
        int port = channel.integer("port", SshHop.PORT, 1, 65_535);
        Optional<SshHop> hop = SshHop.parse("%s@%s".formatted(user, host), user);
        if (host.isEmpty() || hop.isEmpty() || host.contains(":")) {
            channel.fault(
                    host.isEmpty() ? "hostname" : "username",
                    host.isEmpty()
                            ? "is missing; give the host where the batch system's commands are"
                            : "and hostname are '%s' and '%s'; give a name each"
                                    .formatted(user, host));
        }
        return new SshHop(user, host, port);
    }

    /** As OpenSSH's option of that name: one or several with commas between them. */
    private static List<SshHop> jumps(Section channel, String user) {
        List<String> words =
                channel.isList("proxy_jump")
                        ? channel.texts("proxy_jump").orElse(List.of())
                        : List.of(channel.line("proxy_jump").split(",", -1));
        List<SshHop> jumps = new ArrayList<>();
        for (String word : words) {
            if (word.isBlank() && words.size() == 1) {
                continue;
            }
            Optional<SshHop> hop = SshHop.parse(word.strip(), user);
            hop.ifPresent(jumps::add);
            if (hop.isEmpty()) {
                channel.fault("proxy_jump", "has '%s'; write user@host:port".formatted(word));
            }
        }
        return jumps;
    }

    private static SshKeys keys(Section channel) {
        Optional<Path> key = file(channel, "key_filename");
        String socket = channel.line("identity_agent");
        Optional<Path> agent =
                socket.equals("none")
                        ? Optional.empty()
                        : socket.isEmpty() ? environmentsAgent() : Optional.of(expanded(socket));
        List<Path> files =
                key.map(List::of).orElseGet(() -> agent.isPresent() ? List.of() : usualKeys());
        return new SshKeys(
                files,
                file(channel, "certificate_filename"),
                file(channel, "passphrase_filename"),
                key.isPresent() ? Optional.empty() : agent);
    }

    private static Optional<Path> environmentsAgent() {
        return Optional.ofNullable(System.getenv("SSH_AUTH_SOCK"))
                .filter(socket -> !socket.isEmpty())
                .map(Path::of);
    }

    private static List<Path> usualKeys() {
        return Stream.of("id_ed25519", "id_ecdsa", "id_rsa")
                .map(name -> home(".ssh").resolve(name))
                .filter(Files::exists)
                .toList();
    }

    private static Map<String, String> environment(Section channel) {
        if (!channel.has("envs")) {
            return Map.of();
        }
        Section envs = channel.section("envs");
        Map<String, String> all = new LinkedHashMap<>();
        for (String name : envs.names()) {
            String value = envs.text(name).orElse("");
            if (name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
                all.put(name, value);
            } else {
                envs.fault(name, "is no name of a variable");
            }
        }
        return all;
    }

    private static Path folder(Section channel) {
        String folder = far(channel, "script_dir", "");
        if (folder.isEmpty()) {
            channel.fault(
                    "script_dir",
                    "is missing; name a folder on that host, by its absolute path, that its nodes"
                            + " find under the same one");
        }
        return Path.of(folder.isEmpty() ? "/" : folder).normalize();
    }

    /** Names on the far side stand in scripts and in requests that know patterns. */
    private static String far(Section channel, String key, String otherwise) {
        String path = channel.line(key, otherwise);
        if (!path.equals(otherwise) && !path.matches("/[A-Za-z0-9/._@+=,:-]+")) {
            channel.fault(
                    key,
                    "is '%s'; give an absolute path of letters, digits and . _ @ + = , : -"
                            .formatted(path));
            return otherwise;
        }
        return path;
    }

    private static Optional<Path> file(Section channel, String key) {
        String path = channel.line(key);
        if (path.isEmpty()) {
            return Optional.empty();
        }
        Path file = expanded(path);
        if (!file.isAbsolute()) {
            channel.fault(key, "is '%s'; begin it with / or ~/".formatted(path));
        }
        return Optional.of(file);
    }

    private static Path expanded(String path) {
        return path.startsWith("~/") ? home(path.substring(2)) : Path.of(path);
    }

    private static Path home(String below) {
        return Path.of(System.getProperty("user.home")).resolve(below);
    }
}

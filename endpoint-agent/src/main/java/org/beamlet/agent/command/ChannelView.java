package org.beamlet.agent.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.beamlet.providers.ssh.SshHop;
import org.beamlet.providers.ssh.SshSettings;

/** How another host is reached, in the words of config.yaml. */
final class ChannelView {
    private ChannelView() {}

    static void add(ObjectNode view, SshSettings ssh) {
        view.put("type", "SSHChannel");
        view.put("hostname", ssh.target().host());
        view.put("username", ssh.target().user());
        view.put("port", ssh.target().port());
        view.put("script_dir", ssh.folder().toString());
        if (!ssh.jumps().isEmpty()) {
            view.put(
                    "proxy_jump",
                    ssh.jumps().stream().map(SshHop::toString).collect(Collectors.joining(",")));
        }
        if (ssh.control().isPresent()) {
            view.put("control_path", ssh.control().get().toString());
        } else {
            keys(view, ssh);
        }
        if (!ssh.environment().isEmpty()) {
            ObjectNode envs = view.putObject("envs");
            ssh.environment().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(one -> envs.put(one.getKey(), one.getValue()));
        }
        if (!ssh.program().isEmpty()) {
            view.put("program", ssh.program());
        }
        view.put("java", ssh.java());
    }

    private static void keys(ObjectNode view, SshSettings ssh) {
        view.put("host_keys_filename", ssh.knownHosts().toString());
        // One that was not named is one of several.
        ssh.keys().files().stream()
                .map(Path::toString)
                .reduce((all, next) -> all + "," + next)
                .ifPresent(files -> view.put("key_filename", files));
        ssh.keys().certificate().ifPresent(it -> view.put("certificate_filename", it.toString()));
        ssh.keys().passphrase().ifPresent(it -> view.put("passphrase_filename", it.toString()));
        ssh.keys().agent().ifPresent(it -> view.put("identity_agent", it.toString()));
        view.put("keyboard_interactive", ssh.asks());
        view.put("keep_alive", ssh.timing().alive().toMillis() / 1000.0);
        view.put("connect_timeout", ssh.timing().connect().toMillis() / 1000.0);
    }
}

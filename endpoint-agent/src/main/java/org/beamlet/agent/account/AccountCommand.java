package org.beamlet.agent.account;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a program is started as an account of this machine, by a process of root.
 *
 * @param account as whom
 * @param session where the machine's rules for sessions (PAM) are heeded
 */
public record AccountCommand(LocalAccount account, Optional<PamSession> session) {
    /** Nothing of whoever started the manager is looked for there. */
    public static final String PATH =
            "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin";

    /** Of the manager's environment this alone reaches the account; none of it is secret. */
    private static final Set<String> KEPT =
            Set.of("LANG", "LC_ALL", "TZ", "BEAMLET_CA", "NO_PROXY", "no_proxy");

    private static final Set<String> PROXIES =
            Set.of("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY");

    /** Files that are not said otherwise are the account's alone. */
    private static final String MASKED = "umask 077; exec \"$@\"";

    /** {@return whether programs that are set to another user give no rights either} */
    public boolean sealed() {
        return session.isEmpty();
    }

    /** {@return the command line that starts a program so, in a session of processes of its own} */
    public List<String> of(List<String> program) {
        List<String> line = new ArrayList<>();
        line.add("setsid");
        if (session.isPresent()) {
            line.addAll(session.get().command(account));
        } else {
            line.add("setpriv");
            line.add("--reuid=" + account.uid());
            line.add("--regid=" + account.gid());
            line.add(
                    "--groups="
                            + account.groups().stream()
                                    .map(Object::toString)
                                    .collect(Collectors.joining(",")));
            line.addAll(List.of("--inh-caps=-all", "--no-new-privs", "--"));
        }
        line.addAll(List.of("/bin/sh", "-c", MASKED, "beamlet"));
        line.addAll(program);
        return line;
    }

    /**
     * {@return all of the environment of such a program}
     *
     * @param manager the environment of the process that starts it
     * @param more what the site sets for its users
     */
    public Map<String, String> environment(Map<String, String> manager, Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>();
        manager.forEach((name, value) -> {
            // An address may hold a name and a password.
            if (KEPT.contains(name) || (PROXIES.contains(name) && !value.contains("@"))) {
                all.put(name, value);
            }
        });
        all.put("PATH", PATH);
        all.putAll(more);
        all.put("HOME", account.home());
        all.put("USER", account.name());
        all.put("LOGNAME", account.name());
        if (!account.shell().isEmpty()) {
            all.put("SHELL", account.shell());
        }
        all.put("BEAMLET_HOME", Path.of(account.home(), ".beamlet").toString());
        return all;
    }
}

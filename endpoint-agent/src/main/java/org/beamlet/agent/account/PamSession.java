package org.beamlet.agent.account;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.beamlet.agent.home.PrivateFiles;

/**
 * The machine's own rules for who may have a session and what it is limited to. What opens one
 * changes the process that does it, and wants a single thread: so a small program opens it, gives
 * up root's rights, starts the agent, and closes it when that has ended.
 *
 * @param service whose rules count: a file of {@code /etc/pam.d}
 * @param helper the program
 */
public record PamSession(String service, Path helper) {
    private static final String SOURCE = "pam_session.py";

    /** Writes the program beside the manager's files. */
    public static PamSession in(Path folder, String service) throws IOException {
        Path helper = folder.resolve(SOURCE);
        try (InputStream in =
                Objects.requireNonNull(PamSession.class.getResourceAsStream(SOURCE), SOURCE)) {
            PrivateFiles.write(helper, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        return new PamSession(service, helper);
    }

    List<String> command(LocalAccount account) {
        List<String> line = new ArrayList<>();
        // Isolated: neither variables nor folders of users say what it imports.
        line.addAll(List.of("/usr/bin/python3", "-I", helper.toString()));
        line.addAll(List.of(service, account.name()));
        line.add(Integer.toString(account.uid()));
        line.add(Integer.toString(account.gid()));
        line.add(account.groups().stream().map(Object::toString).collect(Collectors.joining(",")));
        line.add("--");
        return line;
    }
}

package org.beamlet.agent.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.beamlet.agent.account.ProcessRights;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.PrivateFiles;
import org.beamlet.agent.userendpoint.Handover;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * A user endpoint's agent as the account of its user, for a manager that has given up root's rights
 * for it. What root's manager knows comes through the input; all that follows, the template first,
 * is done with the account's rights.
 */
@Command(
        name = UserStartCommand.NAME,
        hidden = true,
        description = "Started by a manager endpoint that maps users to accounts.")
final class UserStartCommand implements Callable<Integer> {
    static final String NAME = "start-user-endpoint";

    private static final int LONGEST = 4 * 1024 * 1024;

    @ParentCommand EndpointCommand parent = new EndpointCommand();
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        byte[] given = System.in.readNBytes(LONGEST);
        Handover handover;
        try {
            handover = Json.read(new String(given, StandardCharsets.UTF_8), Handover.class);
        } catch (BeamletException _) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    "%s is started by manager endpoints alone".formatted(NAME),
                    "use `beamlet endpoint start`");
        }
        ProcessRights.ofThisProcess().requireThoseOf(handover.account(), handover.sealed());
        requireHome(handover);
        Optional<EndpointFolder> folder = handover.settle(parent.home().endpoints());
        if (folder.isEmpty()) {
            return 0;
        }
        parent.handed(ChildStart.TOKEN, handover.token());
        parent.debug = handover.debug();
        StartOptions options = new StartOptions();
        options.url = handover.service();
        StartOptions.Checked checked =
                options.check(parent, handover.name(), spec.commandLine().getErr());
        options.start(parent, checked, spec.commandLine().getOut());
        return 0;
    }

    /** Said in words for whoever submits: a home that is not mounted is no fault of theirs. */
    private void requireHome(Handover handover) {
        try {
            PrivateFiles.folder(parent.home().endpoints());
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.OUTPUT_NOT_WRITABLE,
                    "'%s' cannot make %s: %s"
                            .formatted(
                                    handover.account().name(),
                                    parent.home().endpoints(),
                                    e.getMessage()),
                    "ask the endpoint's owner whether that home is there",
                    e);
        }
    }
}

package org.beamlet.cloud.command;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.beamlet.cloud.auth.SecretFile;
import org.beamlet.cloud.auth.Tokens;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.home.BeamletHome;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a token, whether the service runs or not. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes a token with which a user calls the service. Its text is shown this once: only a"
                    + " hash of it is kept.",
            "The last word of the output is the token."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamlet cloud token --user alice",
            "  beamlet cloud token --user alice --save"
        })
final class TokenCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Option(names = "--user", paramLabel = "NAME", required = true, description = "Whose token.")
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private String user;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The service's data folder (default: $$BEAMLET_HOME/cloud).")
    private @Nullable Path data;

    @Option(
            names = "--save",
            description = "Also write it to $$BEAMLET_HOME/token, where commands look for it.")
    private boolean save;

    @Override
    public Integer call() {
        DataFolder folder = DataFolder.of(data).make();
        String token = mint(folder);
        String where = "";
        if (save) {
            SecretFile.write(BeamletHome.of(System.getenv()).token(), token + "\n");
            where = ", saved in " + BeamletHome.of(System.getenv()).token();
        }
        spec.commandLine().getOut().println("Token of %s%s: %s".formatted(user, where, token));
        return 0;
    }

    private String mint(DataFolder folder) {
        Optional<DataFolder.Lock> lock = folder.tryLock();
        if (lock.isEmpty()) {
            return RunningServiceCalls.mint(folder, user);
        }
        try (DataFolder.Lock _ = lock.get();
                Store store = Store.open(folder.store())) {
            return new Tokens(store).mint(user).token();
        }
    }
}

package org.beamlet.cloud.command;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.beamlet.cloud.auth.SecretFile;
import org.beamlet.cloud.auth.Tokens;
import org.beamlet.cloud.settings.Settings;
import org.beamlet.cloud.store.Store;
import org.beamlet.cloud.store.StoreSettings;
import org.beamlet.protocol.home.BeamletHome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Mixin
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private SettingsOptions options;

    @Option(
            names = "--save",
            description = "Also write it to $$BEAMLET_HOME/token, where commands look for it.")
    private boolean save;

    @Override
    public Integer call() {
        Settings settings = options.load();
        StoreSettings store = StoreSettings.of(settings);
        DataFolder folder = options.folder(settings).make();
        String token = store.embedded() ? mint(store, folder) : mint(store, folder.store());
        String where = "";
        if (save) {
            SecretFile.write(BeamletHome.of(System.getenv()).token(), token + "\n");
            where = ", saved in " + BeamletHome.of(System.getenv()).token();
        }
        spec.commandLine().getOut().println("Token of %s%s: %s".formatted(user, where, token));
        return 0;
    }

    private String mint(StoreSettings settings, DataFolder folder) {
        Optional<DataFolder.Lock> lock = folder.tryLock();
        if (lock.isEmpty()) {
            return RunningServiceCalls.mint(folder, user);
        }
        try (DataFolder.Lock _ = lock.get()) {
            return mint(settings, folder.store());
        }
    }

    private String mint(StoreSettings settings, Path folder) {
        try (Store store = Store.open(settings, folder)) {
            return new Tokens(store).mint(user).token();
        }
    }
}

package org.beamlet.cloud.command;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.beamlet.cloud.backup.BackupFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a data folder of a backup. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes a data folder of a backup; then start the service on it.",
            "Tasks that ended after the backup was made may run again."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  beamlet cloud restore /backup/beamlet-2026-11-21.zip --data /srv/beamlet"})
final class RestoreCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private SettingsOptions options;

    @Parameters(paramLabel = "FILE", description = "What `beamlet cloud backup` has written.")
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private Path file;

    @Override
    public Integer call() {
        DataFolder folder = options.folder(options.load());
        BackupFile.restore(file.toAbsolutePath(), folder.path());
        spec.commandLine().getOut().println("Restored into " + folder.path());
        return 0;
    }
}

package org.beamlet.cloud.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.beamlet.cloud.backup.BackupFile;
import org.beamlet.cloud.settings.Settings;
import org.beamlet.cloud.store.StoreSettings;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Copies what an embedded service keeps, whether it runs or not. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes a copy of everything that the service keeps into one file; the service may run"
                    + " meanwhile.",
            "Of a service with a database of its own, pg_dump makes the copy."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  beamlet cloud backup /backup/beamlet-2026-11-21.zip"})
final class BackupCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private SettingsOptions options;

    @Parameters(paramLabel = "FILE", description = "Written, and readable to its owner alone.")
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private Path file;

    @Override
    public Integer call() {
        Settings settings = options.load();
        if (!StoreSettings.of(settings).embedded()) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    "the service's database is PostgreSQL",
                    "use pg_dump; docs/how-to/host-a-service.md has the commands");
        }
        DataFolder folder = options.folder(settings);
        Path target = file.toAbsolutePath();
        if (Files.exists(target) || !Files.isDirectory(folder.path())) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    Files.exists(target)
                            ? "'%s' exists".formatted(target)
                            : "there is no data folder '%s'".formatted(folder.path()),
                    Files.exists(target) ? "name another file" : "name it with --data");
        }
        Optional<DataFolder.Lock> lock = folder.tryLock();
        if (lock.isEmpty()) {
            RunningServiceCalls.backUp(folder, target);
        } else {
            try (DataFolder.Lock _ = lock.get()) {
                BackupFile.ofStopped(target, folder.path());
            }
        }
        spec.commandLine().getOut().println("Backup written: " + target);
        return 0;
    }
}

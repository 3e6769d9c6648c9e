package org.beamlet.cloud.command;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.beamlet.cloud.settings.KnownSettings;
import org.beamlet.cloud.settings.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says what would be in force. */
@Command(
        name = "settings",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Checks the settings and prints all that exist with what is in force, secrets hidden.",
            "A line that begins with # shows a default."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  beamlet cloud settings --config /etc/beamlet/cloud.properties"})
final class SettingsCommand implements Callable<Integer> {
    private static final String HIDDEN = "(hidden)";

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private SettingsOptions options;

    @Override
    public Integer call() {
        Settings settings = options.load();
        ServicePlan.of(settings, options.folder(settings));
        KnownSettings known = KnownSettings.load();
        PrintWriter out = spec.commandLine().getOut();
        for (KnownSettings.Row row : known.rows()) {
            String shown =
                    settings.text(row.key())
                            .map(value ->
                                    row.key() + "=" + (known.isSecret(row.key()) ? HIDDEN : value))
                            .orElse("#" + row.key() + "=" + row.standard());
            out.println(shown);
        }
        return 0;
    }
}

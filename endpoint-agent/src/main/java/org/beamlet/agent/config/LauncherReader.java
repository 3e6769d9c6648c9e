package org.beamlet.agent.config;

import java.util.List;
import java.util.Map;
import org.beamlet.providers.launcher.Launcher;

/** Reads {@code engine.provider.launcher}. */
final class LauncherReader {
    private static final List<String> WORDS =
            List.of(
                    "SimpleLauncher",
                    "SingleNodeLauncher",
                    "SrunLauncher",
                    "SrunMPILauncher",
                    "MpiExecLauncher",
                    "MpiRunLauncher",
                    "AprunLauncher",
                    "JsrunLauncher",
                    "GnuParallelLauncher",
                    "WrappedLauncher");

    private LauncherReader() {}

    static Launcher read(Section provider, Launcher otherwise) {
        if (!provider.has("launcher")) {
            return otherwise;
        }
        Section launcher = provider.section("launcher");
        String type = TypeWord.check(launcher, "launcher", WORDS, Map.of()).orElse("");
        Launcher result =
                switch (type) {
                    case "SingleNodeLauncher" ->
                            new Launcher.SingleNode(launcher.flag("fail_on_any", false));
                    case "SrunLauncher" -> new Launcher.Srun(overrides(launcher));
                    case "SrunMPILauncher" -> new Launcher.SrunMpi(overrides(launcher));
                    case "MpiExecLauncher" ->
                            new Launcher.MpiExec(
                                    launcher.line("bind_cmd", "--bind-to"), overrides(launcher));
                    case "MpiRunLauncher" ->
                            new Launcher.MpiRun(
                                    launcher.line("bash_location", "/bin/bash"),
                                    overrides(launcher));
                    case "AprunLauncher" -> new Launcher.Aprun(overrides(launcher));
                    case "JsrunLauncher" -> new Launcher.Jsrun(overrides(launcher));
                    case "GnuParallelLauncher" -> new Launcher.GnuParallel();
                    case "WrappedLauncher" -> new Launcher.Wrapped(prepend(launcher));
                    default -> new Launcher.Simple();
                };
        launcher.finish(type.isEmpty() ? Refused.ANY_LAUNCHER : Refused.LAUNCHER);
        return result;
    }

    /** Shell text of the site: it may end a command and begin another. */
    private static String overrides(Section launcher) {
        return launcher.text("overrides").orElse("");
    }

    private static String prepend(Section launcher) {
        String prepend = launcher.text("prepend").orElse("").strip();
        if (prepend.isEmpty()) {
            launcher.fault("prepend", "is missing; say what goes in front, such as numactl -N 0");
        }
        return prepend;
    }
}

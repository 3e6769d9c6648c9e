package org.beamlet.agent.config;

import java.util.List;
import java.util.Map;
import org.beamlet.providers.launcher.Launcher;
import org.beamlet.providers.launcher.OptionWords;

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
                                    options(launcher, "bind_cmd", "--bind-to"),
                                    overrides(launcher));
                    case "MpiRunLauncher" ->
                            new Launcher.MpiRun(bash(launcher), overrides(launcher));
                    case "AprunLauncher" -> new Launcher.Aprun(overrides(launcher));
                    case "JsrunLauncher" -> new Launcher.Jsrun(overrides(launcher));
                    case "GnuParallelLauncher" -> new Launcher.GnuParallel();
                    case "WrappedLauncher" -> new Launcher.Wrapped(prepend(launcher));
                    default -> new Launcher.Simple();
                };
        launcher.finish(type.isEmpty() ? Refused.ANY_LAUNCHER : Refused.LAUNCHER);
        return result;
    }

    /** Whatever a shell would take for more than options would not reach the launcher. */
    private static String options(Section launcher, String key, String otherwise) {
        String options = launcher.line(key, otherwise);
        OptionWords.fault(options)
                .ifPresent(why ->
                        launcher.fault(
                                key,
                                "%s; write options of the launcher alone, and what goes in front of the command into prepend of a WrappedLauncher"
                                        .formatted(why)));
        return options;
    }

    private static String overrides(Section launcher) {
        return options(launcher, "overrides", "");
    }

    private static String bash(Section launcher) {
        String bash = launcher.line("bash_location", "/bin/bash");
        if (bash.isEmpty() || bash.startsWith("-")) {
            launcher.fault(
                    "bash_location",
                    "is '%s'; write the path of bash on the nodes".formatted(bash));
        }
        return bash;
    }

    /** A last backslash would take away the blank between it and the command. */
    private static String prepend(Section launcher) {
        String prepend = launcher.shell("prepend").strip().replaceAll("\\s*\\\\+$", "");
        if (prepend.isEmpty()) {
            launcher.fault("prepend", "is missing; say what goes in front, such as numactl -N 0");
        }
        return prepend;
    }
}

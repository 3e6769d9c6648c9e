package org.beamlet.client.command;

import java.util.concurrent.Callable;
import org.beamlet.client.demo.Demo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The guided first run. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description = {
            "Start a service and an endpoint on this machine, correlate a small XPCS data set by its"
                    + " function's UUID, compare the numbers, and stop everything."
        })
final class DemoCommand implements Callable<Integer> {
    private final Environment environment;

    @Option(names = "--keep", description = "Keep logs, store and endpoint folder.")
    private boolean keep;

    @Option(names = "--json", description = "Write one JSON object to stdout.")
    private boolean json;

    DemoCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Demo demo =
                new Demo(
                        environment.app(),
                        environment.home().root().resolve("demo"),
                        environment.terminal(),
                        environment.catalog().get(),
                        keep,
                        json);
        return demo.run() ? ExitCode.OK : ExitCode.FAILED;
    }
}

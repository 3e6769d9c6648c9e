package org.beamlet.agent.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.beamlet.agent.door.DoorClient;
import org.beamlet.agent.door.DoorRequest;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.registration.ServiceClient;
import org.beamlet.agent.snapshot.AgentSnapshot;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Says how one endpoint is. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Says how an endpoint is: as the service sees it and, while it runs, its blocks, node"
                    + " managers, tasks and results."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamlet endpoint status workstation",
            "  beamlet endpoint status workstation --watch",
            "  beamlet endpoint status workstation --json | jq .agent.tasks"
        })
final class StatusCommand implements Callable<Integer> {
    /** The service is asked less often than the agent, which is at hand. */
    private static final Duration ASK_SERVICE = Duration.ofSeconds(30);

    @ParentCommand EndpointCommand parent = new EndpointCommand();
    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "NAME",
            defaultValue = "default",
            description = "Name on this machine.")
    String name = "";

    @Option(names = "--json", description = "For programs; with --watch, an object a line.")
    boolean json;

    @Option(names = "--watch", description = "Looks again and again, until Ctrl-C.")
    boolean watch;

    @Option(
            names = "--interval",
            paramLabel = "SECONDS",
            defaultValue = "2",
            description = "Between two looks, 1 to 3600; default ${DEFAULT-VALUE}.")
    int interval = 2;

    /** An endpoint as it is seen from here, and what its agent said or why it did not. */
    private record Look(
            EndpointView view,
            Optional<JsonNode> agent,
            Optional<String> silent,
            List<UserEndpointView> started) {
        Look {
            started = List.copyOf(started);
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        EndpointFolder folder = parent.folder(name).required();
        if (interval < 1 || interval > 3600) {
            throw new picocli.CommandLine.ParameterException(
                    spec.commandLine(), "--interval is %d; give 1 to 3600".formatted(interval));
        }
        PrintWriter out = spec.commandLine().getOut();
        parent.through(Startable.proxy(parent.folder(name)));
        Optional<ServiceClient> service = ListCommand.service(parent);
        try {
            if (!watch) {
                print(folder, look(folder, EndpointView.of(folder, service)), out);
                return 0;
            }
            watch(folder, service, out);
            return 0;
        } finally {
            service.ifPresent(ServiceClient::close);
        }
    }

    private void watch(EndpointFolder folder, Optional<ServiceClient> service, PrintWriter out)
            throws IOException, InterruptedException {
        boolean redraw = !json && isTerminal();
        String begin = redraw ? "\u001b[2J" : "";
        Optional<EndpointView> asked = Optional.empty();
        long askedAt = 0;
        // A reader that has gone, as `head`, ends it.
        while (!out.checkError()) {
            if (asked.isEmpty() || System.nanoTime() - askedAt > ASK_SERVICE.toNanos()) {
                asked = Optional.of(EndpointView.of(folder, service));
                askedAt = System.nanoTime();
            }
            EndpointView view = asked.get().at(folder);
            Look look = look(folder, view);
            if (redraw) {
                out.print(begin + "\u001b[H");
                lines(folder, look).forEach(line -> out.print(line + "\u001b[K\n"));
                out.print("\u001b[J");
                out.flush();
                begin = "";
            } else {
                print(folder, look, out);
                if (!json) {
                    out.println();
                }
            }
            Thread.sleep(Duration.ofSeconds(interval));
        }
    }

    private static boolean isTerminal() {
        return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }

    private static Look look(EndpointFolder folder, EndpointView view) throws IOException {
        List<UserEndpointView> started = UserEndpointView.all(folder);
        if (view.pid().isEmpty() || Startable.isManager(folder)) {
            return new Look(view, Optional.empty(), Optional.empty(), started);
        }
        try {
            return new Look(
                    view,
                    Optional.of(DoorClient.ask(folder, new DoorRequest.Status())),
                    Optional.empty(),
                    started);
        } catch (BeamletException e) {
            return new Look(
                    view, Optional.empty(), Optional.of(e.what() + "; " + e.remedy()), started);
        }
    }

    private void print(EndpointFolder folder, Look look, PrintWriter out) {
        if (json) {
            out.println(Json.write(object(folder, look)));
        } else {
            lines(folder, look).forEach(out::println);
        }
        out.flush();
    }

    private static ObjectNode object(EndpointFolder folder, Look look) {
        EndpointView view = look.view();
        ObjectNode told = Json.NODES.objectNode();
        told.put("id", view.id().map(Object::toString).orElse(null));
        told.put("name", view.name());
        told.put("status", view.status());
        if (view.pid().isPresent()) {
            told.put("pid", view.pid().getAsLong());
        }
        told.put("folder", folder.path().toString());
        if (others(view)) {
            told.put("others", "run as you (--run-others-as-me)");
        }
        if (view.details().isObject()) {
            told.set("details", view.details());
        }
        look.agent().ifPresent(agent -> told.set("agent", agent));
        look.silent().ifPresent(why -> told.put("agent_silent", why));
        if (Startable.isManager(folder)) {
            told.set("user_endpoints", Json.mapper().valueToTree(look.started()));
        }
        return told;
    }

    private static boolean others(EndpointView view) {
        return view.details().path("run_others_as_me").asBoolean(false);
    }

    private static List<String> lines(EndpointFolder folder, Look look) {
        EndpointView view = look.view();
        Columns facts = new Columns();
        facts.row("endpoint", view.name());
        facts.row("id", view.id().map(Object::toString).orElse("none before the first start"));
        facts.row("status", view.status());
        facts.row("folder", folder.path().toString());
        if (others(view)) {
            facts.row("others", "run as you (--run-others-as-me)");
        }
        List<String> lines = new ArrayList<>(facts.lines());
        look.agent()
                .map(agent -> Json.convert(agent, AgentSnapshot.class))
                .ifPresent(now -> {
                    lines.add("");
                    lines.addAll(StatusText.lines(now));
                });
        look.silent().ifPresent(why -> lines.add("warning: " + why));
        if (Startable.isManager(folder)) {
            lines.add("");
            lines.addAll(UserEndpointView.lines(look.started()));
        }
        return lines;
    }
}

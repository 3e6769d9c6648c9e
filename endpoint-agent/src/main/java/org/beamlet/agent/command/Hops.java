package org.beamlet.agent.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.beamlet.agent.config.EndpointConfig;
import org.beamlet.agent.diagnose.Finding;
import org.beamlet.agent.diagnose.ServiceChecks;
import org.beamlet.agent.diagnose.SiteChecks;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.ServiceAddress;
import org.beamlet.protocol.error.BeamletException;
import org.jspecify.annotations.Nullable;

/**
 * What was found on the ways that an endpoint needs.
 *
 * @param site to the nodes and the batch system
 * @param service to the service and its broker
 */
record Hops(List<Finding> site, List<Finding> service) {
    private static final int SITE_BLOCKED = 1;
    private static final int SERVICE_BLOCKED = 3;

    static Hops tried(
            EndpointCommand parent,
            EndpointFolder folder,
            EndpointConfig config,
            @Nullable String url)
            throws InterruptedException {
        // A user endpoint has its manager's, unless the template says otherwise.
        parent.through(Startable.proxy(folder));
        parent.through(config.proxy());
        return new Hops(
                new SiteChecks(folder, config, parent.environment()).all(),
                toService(parent, folder, url));
    }

    private static List<Finding> toService(
            EndpointCommand parent, EndpointFolder folder, @Nullable String url)
            throws InterruptedException {
        try {
            // Without a token there is still much to be seen.
            ServiceAddress address =
                    ServiceAddress.seek(
                            parent.home(), parent.environment(), Optional.ofNullable(url));
            return new ServiceChecks(folder, address).all();
        } catch (BeamletException e) {
            return List.of(new Finding("service", Finding.Level.FAILED, e.what(), e.remedy()));
        }
    }

    List<Finding> all() {
        return Stream.concat(site.stream(), service.stream()).toList();
    }

    /** {@return the exit status that says what is blocked} */
    int status() {
        if (blocked(service)) {
            return SERVICE_BLOCKED;
        }
        return blocked(site) ? SITE_BLOCKED : 0;
    }

    private static boolean blocked(List<Finding> findings) {
        return findings.stream().anyMatch(one -> one.level() == Finding.Level.FAILED);
    }

    void print(PrintWriter out) {
        if (all().isEmpty()) {
            return;
        }
        out.println();
        out.println("# The way to the nodes, the batch system and the service");
        Columns table = new Columns();
        all().forEach(one ->
                table.row(one.level().name().toLowerCase(Locale.ROOT), one.check(), one.text()));
        table.lines().forEach(out::println);
    }
}

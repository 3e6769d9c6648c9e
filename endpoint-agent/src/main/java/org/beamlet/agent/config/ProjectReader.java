package org.beamlet.agent.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.beamlet.agent.access.ServiceAccount;
import org.beamlet.protocol.id.UuidText;
import org.beamlet.protocol.task.Confinement;

/** Reads the section {@code service_account}: the projects that one account works for. */
final class ProjectReader {
    private static final int MOST = 1000;

    private ProjectReader() {}

    /** {@return the projects; empty where the endpoint's account works for one person} */
    static Optional<List<ServiceAccount.Project>> read(Section top) {
        if (!top.has("service_account")) {
            return Optional.empty();
        }
        Section account = top.section("service_account");
        Section all = account.section("projects");
        List<ServiceAccount.Project> projects = new ArrayList<>();
        for (String name : all.names()) {
            projects.add(project(name, all.section(name)));
        }
        if (projects.isEmpty() || projects.size() > MOST) {
            account.fault("projects", "has none, or more than %d; name each".formatted(MOST));
        }
        if (!top.has("allowed_functions")) {
            top.fault("service_account", "needs allowed_functions; say what may run");
        }
        account.finish(Map.of());
        return Optional.of(projects);
    }

    private static ServiceAccount.Project project(String name, Section section) {
        List<String> roots = section.texts("roots").orElse(List.of());
        for (String root : roots) {
            if (!root.startsWith("/") || root.contains("/../") || root.replace("/", "").isEmpty()) {
                section.fault("roots", "has '%s'; give absolute paths of folders".formatted(root));
            }
        }
        if (roots.isEmpty()) {
            section.fault("roots", "is missing; name the project's folders");
        }
        Set<UUID> users = ids(section, "users");
        Set<UUID> groups = ids(section, "groups");
        if (users.isEmpty() && groups.isEmpty()) {
            section.fault("groups", "is missing, and users as well; say who belongs to it");
        }
        Optional<String> group =
                Optional.of(section.line("output_group")).filter(ProjectReader::said);
        Optional<String> mode =
                Optional.of(section.line("output_mode")).filter(ProjectReader::said);
        if (mode.filter(text -> !Confinement.isMode(text)).isPresent()) {
            section.fault("output_mode", "is '%s'; write such as \"0640\"".formatted(mode.get()));
            mode = Optional.empty();
        }
        section.finish(Map.of());
        return new ServiceAccount.Project(name, roots, users, groups, group, mode);
    }

    private static boolean said(String text) {
        return !text.isEmpty();
    }

    private static Set<UUID> ids(Section section, String key) {
        Set<UUID> ids = new HashSet<>();
        for (String text : section.texts(key).orElse(List.of())) {
            if (UuidText.isUuid(text)) {
                ids.add(UUID.fromString(text));
            } else {
                section.fault(key, "has '%s'; give ids of the service".formatted(text));
            }
        }
        return ids;
    }
}

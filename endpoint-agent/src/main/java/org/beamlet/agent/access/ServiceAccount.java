package org.beamlet.agent.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.beamlet.agent.access.AccessRules.Refusal;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.UuidText;
import org.beamlet.protocol.task.Confinement;

/**
 * The rules of an account that works for several projects, whose files it can all read: which of
 * them a task may touch depends on who submitted it.
 */
public final class ServiceAccount {
    private final List<Project> projects;
    private final Function<UUID, Set<UUID>> members;

    /**
     * One project.
     *
     * @param roots absolute paths of its folders
     * @param users who belong to it, by id at the service
     * @param groups of the service whose members belong to it
     * @param group of this machine that files of it are given
     * @param mode that they are given
     */
    public record Project(
            String name,
            List<String> roots,
            Set<UUID> users,
            Set<UUID> groups,
            Optional<String> group,
            Optional<String> mode) {
        public Project {
            roots = List.copyOf(roots);
            users = Set.copyOf(users);
            groups = Set.copyOf(groups);
        }
    }

    /** What is said of a task: where it is kept to, or why it does not run. */
    public sealed interface Verdict {
        record Kept(Confinement to) implements Verdict {}

        record Refused(Refusal why) implements Verdict {}
    }

    /**
     * @param members of a group of the service; raises IllegalStateException where that cannot be
     *     known now
     */
    public ServiceAccount(List<Project> projects, Function<UUID, Set<UUID>> members) {
        this.projects = List.copyOf(projects);
        this.members = members;
    }

    /**
     * Judges a task whose function is allowed.
     *
     * @param user who submitted it
     * @param installed whether its function is one that the site has installed
     * @throws IllegalStateException where that cannot be known now: take the task again later
     */
    public Verdict judge(String user, boolean installed) {
        if (!installed) {
            return refused(
                    ErrorCode.FUNCTION_NOT_ALLOWED,
                    "this endpoint keeps projects apart, and runs nothing that it has not installed;"
                            + " use a function of its catalog");
        }
        if (!UuidText.isUuid(user)) {
            return refused(
                    ErrorCode.ENDPOINT_ACCESS_FORBIDDEN,
                    "the service does not say who submitted the task; ask whoever runs it for a"
                            + " version that does");
        }
        List<Project> own =
                projects.stream().filter(one -> belongs(UUID.fromString(user), one)).toList();
        if (own.isEmpty()) {
            return refused(
                    ErrorCode.ENDPOINT_ACCESS_FORBIDDEN,
                    "user %s belongs to no project of this endpoint; ask its owner to add them"
                            .formatted(user));
        }
        return new Verdict.Kept(confinement(own));
    }

    private boolean belongs(UUID user, Project project) {
        return project.users().contains(user)
                || project.groups().stream().anyMatch(group -> members.apply(group).contains(user));
    }

    private static Confinement confinement(List<Project> own) {
        List<Confinement.Root> roots = new ArrayList<>();
        for (Project project : own) {
            for (String root : project.roots()) {
                roots.add(
                        new Confinement.Root(
                                root, project.group().orElse(null), project.mode().orElse(null)));
            }
        }
        return new Confinement(roots);
    }

    private static Verdict refused(ErrorCode code, String text) {
        return new Verdict.Refused(new Refusal(code, text));
    }
}

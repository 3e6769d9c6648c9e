package org.beamlet.cloud.rest;

import java.util.List;
import java.util.stream.Collectors;
import org.beamlet.cloud.access.AdminAnswers;
import org.beamlet.protocol.rest.EndpointRegistration;
import org.beamlet.protocol.rest.FunctionRegistration;
import org.beamlet.protocol.rest.SubmitResponse;
import org.jspecify.annotations.Nullable;

/** What an answer made or changed, as the audit log names it: ids, never secrets. */
final class AuditedAnswers {
    private AuditedAnswers() {}

    /** More would not go into an entry. */
    private static final int MOST_FUNCTIONS = 5;

    private static String functions(SubmitResponse submitted) {
        String first =
                submitted.tasks().keySet().stream()
                        .limit(MOST_FUNCTIONS)
                        .map(String::valueOf)
                        .collect(Collectors.joining(","));
        return submitted.tasks().size() > MOST_FUNCTIONS ? first + ",…" : first;
    }

    static String object(@Nullable Object answer) {
        return switch (answer) {
            case FunctionRegistration.Answer function -> "function=" + function.functionUuid();
            case EndpointRegistration.Answer endpoint -> "endpoint=" + endpoint.endpointId();
            case SubmitResponse submitted ->
                    "group=%s tasks=%d functions=%s"
                            .formatted(
                                    submitted.taskGroupId(),
                                    submitted.tasks().values().stream().mapToInt(List::size).sum(),
                                    functions(submitted));
            case GroupRoutes.Shown group -> "group=" + group.groupId();
            case AdminAnswers.NewToken token ->
                    "token=%s user=%s".formatted(token.id(), token.user());
            case AdminAnswers.Token token -> "user=" + token.user();
            case AdminAnswers.NewClient client ->
                    "client=%s user=%s".formatted(client.id(), client.user());
            case AdminAnswers.LabClient client ->
                    "client=%s user=%s".formatted(client.id(), client.user());
            case EndpointRegistration.ManagerAnswer endpoint -> "endpoint=" + endpoint.endpointId();
            case AdminAnswers.User user ->
                    "operator=%s disabled=%s".formatted(user.operator(), user.disabled());
            case EndpointSharingRoutes.EndpointSharing sharing ->
                    "public=%s groups=%s".formatted(sharing.isPublic(), sharing.groups());
            case FunctionSharingRoutes.FunctionSharing sharing ->
                    "public=%s group=%s".formatted(sharing.isPublic(), sharing.group());
            case null, default -> "";
        };
    }
}

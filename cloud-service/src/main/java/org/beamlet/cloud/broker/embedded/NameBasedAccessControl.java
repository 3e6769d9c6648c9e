package org.beamlet.cloud.broker.embedded;

import java.util.Map;
import javax.security.auth.Subject;
import org.apache.qpid.server.model.Connection;
import org.apache.qpid.server.model.Consumer;
import org.apache.qpid.server.model.Exchange;
import org.apache.qpid.server.model.PermissionedObject;
import org.apache.qpid.server.model.Queue;
import org.apache.qpid.server.model.Session;
import org.apache.qpid.server.model.VirtualHost;
import org.apache.qpid.server.security.AccessControl;
import org.apache.qpid.server.security.Result;
import org.apache.qpid.server.security.SecurityToken;
import org.apache.qpid.server.security.SubjectExecutionContext;
import org.apache.qpid.server.security.access.Operation;
import org.apache.qpid.server.security.access.OperationType;
import org.apache.qpid.server.security.auth.AuthenticatedPrincipal;
import org.jspecify.annotations.Nullable;

/**
 * Asks {@link Rights} about every act of a client and denies what is not named there.
 *
 * <p>The rules follow from the user's name, so nothing is loaded or reloaded when users come and
 * go. The service's own administration runs as the system principal, which never gets here.
 */
final class NameBasedAccessControl implements AccessControl<NameBasedAccessControl.Token> {
    /** Held by each connection, so that a name is read once. */
    record Token(Rights rights) implements SecurityToken {}

    @Override
    public Result getDefault() {
        return Result.DENIED;
    }

    @Override
    public Token newToken() {
        return newToken(SubjectExecutionContext.currentSubject());
    }

    @Override
    public Token newToken(@Nullable Subject subject) {
        AuthenticatedPrincipal user =
                AuthenticatedPrincipal.getOptionalAuthenticatedPrincipalFromSubject(subject);
        return new Token(user == null ? new Rights.Nobody() : Rights.of(user.getName()));
    }

    @Override
    public Result authorise(@Nullable Token token, Operation operation, PermissionedObject object) {
        return authorise(token, operation, object, Map.of());
    }

    @Override
    public Result authorise(
            @Nullable Token token,
            Operation operation,
            PermissionedObject object,
            Map<String, Object> arguments) {
        Rights rights = (token == null ? newToken() : token).rights();
        return allows(rights, operation, object, arguments) ? Result.ALLOWED : Result.DENIED;
    }

    private static boolean allows(
            Rights rights,
            Operation operation,
            PermissionedObject object,
            Map<String, Object> arguments) {
        if (rights.mayManage()) {
            return true;
        }
        Class<?> category = object.getCategoryClass();
        if (category == Connection.class || category == Session.class) {
            return rights.mayConnect() && isLifecycle(operation);
        }
        if (category == Consumer.class) {
            return operation.getType() == OperationType.CREATE
                    ? object instanceof Consumer<?, ?> consumer
                            && consumer.getParent() instanceof Queue<?> queue
                            && rights.mayConsume(queue.getName())
                    : isLifecycle(operation);
        }
        return switch (operation.getName()) {
            case "connect" -> category == VirtualHost.class && rights.mayConnect();
            case "publish" -> mayPublish(rights, category, object, arguments);
            default -> false;
        };
    }

    private static boolean mayPublish(
            Rights rights,
            Class<?> category,
            PermissionedObject object,
            Map<String, Object> arguments) {
        if (category == Queue.class) {
            return rights.mayPublish("", object.getName());
        }
        return category == Exchange.class
                && arguments.get("routingKey") instanceof String key
                && rights.mayPublish(object.getName(), key);
    }

    /** What a client does to its own connection, channels and consumers by using them. */
    private static boolean isLifecycle(Operation operation) {
        return switch (operation.getType()) {
            case CREATE, UPDATE, DELETE -> true;
            case DISCOVER, READ, INVOKE_METHOD, PERFORM_ACTION -> false;
        };
    }
}

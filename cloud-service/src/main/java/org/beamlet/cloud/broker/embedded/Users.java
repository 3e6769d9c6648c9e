package org.beamlet.cloud.broker.embedded;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.security.auth.login.AccountNotFoundException;
import org.apache.qpid.server.model.Connection;
import org.apache.qpid.server.model.Port;
import org.beamlet.cloud.broker.LoginNames;
import org.beamlet.protocol.id.EndpointId;

/** The broker's users and the connections open with their names. */
final class Users {
    private static final long CLOSE_SECONDS = 10;

    private final BrokerParts parts;

    Users(BrokerParts parts) {
        this.parts = parts;
    }

    /** Makes a user, or gives it a new password and ends the connections made with the old one. */
    String renew(String user) {
        String password = LoginNames.newPassword();
        if (exists(user)) {
            change(user, password);
        } else {
            parts.users().createUser(user, password, Map.of());
        }
        disconnect(user);
        return password;
    }

    void end(String user) {
        if (exists(user)) {
            delete(user);
        }
        disconnect(user);
    }

    /** Ends the logins of an endpoint, however many. */
    void endAllOf(EndpointId endpoint) {
        List.copyOf(parts.users().getUsers().keySet()).stream()
                .filter(name -> LoginNames.isOf(endpoint, name))
                .forEach(this::end);
    }

    /** Ends logins made before an instant that nobody is connected with. */
    void endIdleLogins(Instant before) {
        List<String> names = new ArrayList<>(parts.users().getUsers().keySet());
        for (String name : names) {
            Optional<Instant> made = LoginNames.madeAt(name);
            if (made.isPresent() && made.get().isBefore(before) && connections(name).isEmpty()) {
                end(name);
            }
        }
    }

    void endStreamLogins(UUID owner) {
        for (String name : List.copyOf(parts.users().getUsers().keySet())) {
            if (LoginNames.streamOwnerOf(name).filter(owner::equals).isPresent()) {
                end(name);
            }
        }
    }

    private boolean exists(String user) {
        return parts.users().getUsers().containsKey(user);
    }

    private void change(String user, String password) {
        try {
            parts.users().setPassword(user, password);
        } catch (AccountNotFoundException e) {
            throw new IllegalStateException("user '%s' vanished".formatted(user), e);
        }
    }

    private void delete(String user) {
        try {
            parts.users().deleteUser(user);
        } catch (AccountNotFoundException e) {
            throw new IllegalStateException("user '%s' vanished".formatted(user), e);
        }
    }

    void disconnectAll() {
        close(connections());
    }

    private void disconnect(String user) {
        close(connections(user));
    }

    private static void close(List<Connection<?>> connections) {
        List<CompletableFuture<Void>> closing =
                connections.stream().map(Connection::deleteAsync).toList();
        // A client that does not answer is cut off by the broker later; it is not served meanwhile.
        CompletableFuture.allOf(closing.toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, CLOSE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    private List<Connection<?>> connections(String user) {
        return connections().stream().filter(c -> user.equals(c.getPrincipal())).toList();
    }

    /**
     * Those of the ports, not of the virtual host: they have also those that are still logging in.
     */
    private List<Connection<?>> connections() {
        List<Connection<?>> found = new ArrayList<>();
        for (Port<?> port : parts.broker().getPorts()) {
            for (Connection<?> connection : port.getChildren(Connection.class)) {
                found.add(connection);
            }
        }
        return found;
    }
}

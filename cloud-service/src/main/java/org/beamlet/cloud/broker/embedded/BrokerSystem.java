package org.beamlet.cloud.broker.embedded;

import java.lang.reflect.Field;
import java.security.Principal;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import javax.security.auth.Subject;
import org.apache.qpid.server.configuration.updater.TaskExecutor;
import org.apache.qpid.server.configuration.updater.TaskExecutorImpl;
import org.apache.qpid.server.logging.EventLogger;
import org.apache.qpid.server.model.Broker;
import org.apache.qpid.server.model.BrokerImpl;
import org.apache.qpid.server.model.JsonSystemConfigImpl;
import org.apache.qpid.server.model.SystemConfig;
import org.apache.qpid.server.plugin.PluggableFactoryLoader;
import org.apache.qpid.server.plugin.SystemConfigFactory;
import org.apache.qpid.server.security.SubjectExecutionContext;
import org.apache.qpid.server.security.auth.TaskPrincipal;

/**
 * A running Broker-J and the one principal that may administer it.
 *
 * <p>Broker-J's own launcher prints stack traces to standard output and returns normally from a
 * failed start; this starts the same parts and lets errors through.
 */
final class BrokerSystem implements AutoCloseable {
    private final SystemConfig<?> system;
    private final TaskExecutor tasks;
    private final Subject administrator;

    private BrokerSystem(SystemConfig<?> system, TaskExecutor tasks, Subject administrator) {
        this.system = system;
        this.tasks = tasks;
        this.administrator = administrator;
    }

    static BrokerSystem open(Map<String, Object> attributes) {
        Principal principal = new SystemPrincipal();
        Set<Principal> principals = Set.of(principal, new TaskPrincipal("Broker"));
        Subject administrator = new Subject(true, principals, Set.of(), Set.of());
        // The broker finds its parts through the thread's class loader; its own threads inherit it.
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(BrokerSystem.class.getClassLoader());
        GuardedProtocol.replaceStandard();
        TaskExecutor tasks = new TaskExecutorImpl();
        tasks.start();
        try {
            if (!GuardedProtocol.isInForce()) {
                throw new IllegalStateException("its protocol guard is not in force");
            }
            SystemConfig<?> system = configure(attributes, principal, tasks);
            BrokerSystem opened = new BrokerSystem(system, tasks, administrator);
            try {
                opened.asAdministrator(() -> {
                    system.open();
                    return null;
                });
                opened.forgetShutdownHook();
            } catch (RuntimeException e) {
                opened.closeAfter(e);
                throw e;
            }
            return opened;
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static SystemConfig<?> configure(
            Map<String, Object> attributes, Principal principal, TaskExecutor tasks) {
        SystemConfigFactory<?> factory =
                new PluggableFactoryLoader<>(SystemConfigFactory.class)
                        .get(JsonSystemConfigImpl.SYSTEM_CONFIG_TYPE);
        EventLogger events = new EventLogger(new BrokerLog());
        return factory.newInstance(tasks, events, principal, attributes);
    }

    /** {@return what {@code work} returns, run with the right to do everything} */
    <T> T asAdministrator(Callable<T> work) {
        return SubjectExecutionContext.withSubjectUnchecked(administrator, work);
    }

    Broker<?> broker() {
        return (Broker<?>) system.getContainer();
    }

    /**
     * Broker-J would close as soon as the process is asked to end, under those who still finish
     * their work; here it is closed last.
     */
    private void forgetShutdownHook() {
        try {
            Field hook = BrokerImpl.class.getDeclaredField("_shutdownHook");
            hook.setAccessible(true);
            Runtime.getRuntime().removeShutdownHook((Thread) hook.get(broker()));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("its shutdown hook cannot be taken back", e);
        }
    }

    @Override
    public void close() {
        try {
            asAdministrator(() -> {
                system.close();
                return null;
            });
        } finally {
            tasks.stop();
        }
    }

    private void closeAfter(RuntimeException cause) {
        try {
            close();
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private record SystemPrincipal() implements Principal {
        @Override
        public String getName() {
            return "SYSTEM";
        }
    }
}

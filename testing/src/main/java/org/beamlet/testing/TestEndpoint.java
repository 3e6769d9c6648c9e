package org.beamlet.testing;

import java.io.File;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.beamlet.client.inprocess.FailedTask;
import org.beamlet.client.inprocess.InProcessBuilder;
import org.beamlet.client.inprocess.InProcessEndpoint;
import org.beamlet.protocol.id.TaskId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/** An endpoint of a test, or of a class of tests. Not closeable by JUnit: it would be too late. */
final class TestEndpoint {
    private final InProcessEndpoint endpoint;
    private final Set<TaskId> explained = new HashSet<>();

    private TestEndpoint(InProcessEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    static TestEndpoint open(WithEndpoint how, ExtensionContext owner) {
        InProcessBuilder builder =
                InProcessEndpoint.in(how.mode()).slots(how.slots()).javaOptions(how.javaOptions());
        if (how.timeoutSeconds() > 0) {
            builder.timeout(Duration.ofSeconds(how.timeoutSeconds()));
        }
        Class<?> test = owner.getRequiredTestClass();
        for (Field field : AnnotationSupport.findAnnotatedFields(test, DataRoot.class)) {
            addRoot(builder, field, owner.getTestInstance().orElse(null));
        }
        return new TestEndpoint(builder.open());
    }

    private static void addRoot(InProcessBuilder builder, Field field, @Nullable Object test) {
        String given = field.getAnnotation(DataRoot.class).value();
        String name = given.isEmpty() ? field.getName() : given;
        builder.dataRoot(name, folder(field, test));
    }

    private static Path folder(Field field, @Nullable Object test) {
        boolean reachable = test != null || Modifier.isStatic(field.getModifiers());
        Object value = reachable ? valueOf(field, test) : null;
        return switch (value) {
            case Path path -> path;
            case File file -> file.toPath();
            case null ->
                    throw new ExtensionConfigurationException(
                            "@DataRoot %s holds no folder when the endpoint is opened; %s"
                                    .formatted(
                                            field,
                                            "make it a @TempDir, and static where the endpoint"
                                                    + " lasts for the class"));
            default ->
                    throw new ExtensionConfigurationException(
                            "@DataRoot %s is neither Path nor File".formatted(field));
        };
    }

    private static @Nullable Object valueOf(Field field, @Nullable Object test) {
        return ReflectionSupport.tryToReadFieldValue(field, test)
                .getOrThrow(
                        why -> new ExtensionConfigurationException("cannot read " + field, why));
    }

    InProcessEndpoint endpoint() {
        return endpoint;
    }

    /** Says with a failed test which tasks failed since the last one that did. */
    synchronized void explain(Throwable failure) {
        List<FailedTask> fresh =
                endpoint.failures().stream().filter(task -> explained.add(task.task())).toList();
        if (!fresh.isEmpty()) {
            failure.addSuppressed(new FailedTasks(fresh));
        }
    }

    /** What still runs is cancelled: the test that wanted it is over. */
    void close() {
        endpoint.cancelAll();
        endpoint.close();
    }
}

package org.beamlet.testing;

import java.util.Optional;
import org.beamlet.client.FunctionRunner;
import org.beamlet.client.inprocess.InProcessEndpoint;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Opens and closes what {@link WithEndpoint} asks for. */
final class EndpointExtension implements ParameterResolver, AfterEachCallback, AfterAllCallback {
    private static final Namespace NAMESPACE = Namespace.create(EndpointExtension.class);

    /** The annotation, and the context that it stands in. */
    private record Asked(WithEndpoint how, ExtensionContext where) {
        boolean forMethod() {
            return where.getTestMethod().isPresent()
                    || how.lifetime() == WithEndpoint.Lifetime.METHOD;
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == InProcessEndpoint.class || type == FunctionRunner.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Asked asked =
                asked(context)
                        .orElseThrow(() ->
                                new ParameterResolutionException("there is no @WithEndpoint here"));
        return opened(asked.how(), owner(asked, context)).endpoint();
    }

    /** Tests of a class may run at the same time. Only what JUnit 5 has too is used. */
    private static TestEndpoint opened(WithEndpoint how, ExtensionContext owner) {
        synchronized (NAMESPACE) {
            Optional<TestEndpoint> present = present(owner);
            if (present.isPresent()) {
                return present.get();
            }
            TestEndpoint opened = TestEndpoint.open(how, owner);
            owner.getStore(NAMESPACE).put(owner.getUniqueId(), opened);
            return opened;
        }
    }

    private static ExtensionContext owner(Asked asked, ExtensionContext context) {
        if (!asked.forMethod()) {
            return asked.where();
        }
        if (context.getTestMethod().isEmpty()) {
            throw new ParameterResolutionException(
                    "an endpoint that lasts for a test is not there outside of one; take it as a"
                            + " parameter of the test or of @BeforeEach, or say lifetime = CLASS");
        }
        return context;
    }

    /** The nearest annotation counts: the method's, the class's, then those of classes around. */
    private static Optional<Asked> asked(ExtensionContext context) {
        Optional<ExtensionContext> at = Optional.of(context);
        while (at.isPresent()) {
            ExtensionContext here = at.get();
            Optional<WithEndpoint> how =
                    AnnotationSupport.findAnnotation(here.getElement(), WithEndpoint.class);
            if (how.isPresent()) {
                return Optional.of(new Asked(how.get(), here));
            }
            at = here.getParent();
        }
        return Optional.empty();
    }

    /** Also says on which tasks the test may have failed, if it has. */
    @Override
    public void afterEach(ExtensionContext context) {
        Optional<TestEndpoint> own = take(context);
        Optional<TestEndpoint> shared =
                asked(context)
                        .filter(asked -> !asked.forMethod())
                        .flatMap(asked -> present(asked.where()));
        context.getExecutionException()
                .ifPresent(
                        failure -> own.or(() -> shared).ifPresent(used -> used.explain(failure)));
        own.ifPresent(TestEndpoint::close);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        take(context).ifPresent(TestEndpoint::close);
    }

    private static Optional<TestEndpoint> present(ExtensionContext owner) {
        return Optional.ofNullable(
                owner.getStore(NAMESPACE).get(owner.getUniqueId(), TestEndpoint.class));
    }

    private static Optional<TestEndpoint> take(ExtensionContext owner) {
        return Optional.ofNullable(
                owner.getStore(NAMESPACE).remove(owner.getUniqueId(), TestEndpoint.class));
    }
}

package org.beamlet.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.beamlet.client.inprocess.Mode;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives tests an endpoint on this machine: parameters of type {@link
 * org.beamlet.client.inprocess.InProcessEndpoint} or {@link org.beamlet.client.FunctionRunner}.
 *
 * <p>It is opened for the first of them and closed behind the test, or behind all tests of the
 * class; what cannot be closed fails the test. A test that fails shows, as a suppressed exception,
 * which tasks failed and what they printed.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(EndpointExtension.class)
public @interface WithEndpoint {
    /** Where functions run. */
    Mode mode() default Mode.THREADS;

    /** How many tasks run at once. */
    int slots() default 1;

    /** How long it lasts. On a method, it is the method's in any case. */
    Lifetime lifetime() default Lifetime.METHOD;

    /** After how many seconds a running task is ended, so that a test cannot hang; 0 for never. */
    int timeoutSeconds() default 60;

    /** Options of worker processes, such as {@code -Xmx256m}. */
    String[] javaOptions() default {};

    /** How long an endpoint lasts. */
    enum Lifetime {
        /** Each test has its own. */
        METHOD,

        /** The tests of the class share one; processes need not be started for each. */
        CLASS
    }
}

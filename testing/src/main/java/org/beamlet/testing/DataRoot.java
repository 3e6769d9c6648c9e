package org.beamlet.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes the folder in a field, such as a {@code @TempDir}, a data root of the test's endpoint:
 * arguments speak of what lies in it as {@code data://NAME/…}.
 *
 * <p>The field is of type {@link java.nio.file.Path} or {@link java.io.File}; of an endpoint that
 * lasts for the whole class, it is static.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface DataRoot {
    /** Its name; that of the field, if nothing is said. */
    String value() default "";
}

package org.beamlet.client.inprocess;

import org.beamlet.catalog.Progress;
import org.jspecify.annotations.Nullable;

/**
 * One's own code as a function: a lambda, or a method by its name.
 *
 * @param <A> its arguments: a record, a map, or JSON
 * @param <R> what it returns, and JSON can hold
 */
@FunctionalInterface
public interface JavaFunction<A, R extends @Nullable Object> {
    R run(A arguments) throws Exception;

    /** The same for code that tells how far it is. */
    @FunctionalInterface
    interface Told<A, R extends @Nullable Object> {
        R run(A arguments, Progress progress) throws Exception;
    }
}

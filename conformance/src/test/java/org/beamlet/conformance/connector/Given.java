package org.beamlet.conformance.connector;

import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.util.TypeLiteral;
import java.lang.annotation.Annotation;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** What a container would inject: nothing, or the one thing given. */
record Given<T>(List<T> beans) implements Instance<T> {
    static <T> Given<T> nothing() {
        return new Given<>(List.of());
    }

    @Override
    public Instance<T> select(Annotation... qualifiers) {
        return this;
    }

    @Override
    public <U extends T> Instance<U> select(Class<U> type, Annotation... qualifiers) {
        return nothing();
    }

    @Override
    public <U extends T> Instance<U> select(TypeLiteral<U> type, Annotation... qualifiers) {
        return nothing();
    }

    @Override
    public boolean isUnsatisfied() {
        return beans.isEmpty();
    }

    @Override
    public boolean isAmbiguous() {
        return beans.size() > 1;
    }

    @Override
    public void destroy(T instance) {}

    @Override
    public Handle<T> getHandle() {
        throw new NoSuchElementException("no handle");
    }

    @Override
    public Iterable<? extends Handle<T>> handles() {
        return List.of();
    }

    @Override
    public T get() {
        return beans.getFirst();
    }

    @Override
    public Iterator<T> iterator() {
        return beans.iterator();
    }
}

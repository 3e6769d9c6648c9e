package org.beamlet.worker.userfunction;

import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.payload.JavaEntry;
import org.jspecify.annotations.Nullable;

/**
 * The method that an entry names, and how to come by an object for it.
 *
 * @param constructor null for a static method
 */
record EntryMethod(Class<?> type, Method method, @Nullable Constructor<?> constructor) {

    /**
     * Finds it; nothing of the class is run.
     *
     * @throws BeamletException with code FUNCTION_NOT_FOUND where there is no such class or method,
     *     SEMANTICALLY_INVALID where it cannot be called
     */
    static EntryMethod find(ClassLoader loader, JavaEntry entry) throws ClassNotFoundException {
        Class<?> type = Class.forName(entry.className(), false, loader);
        List<Method> named =
                all(type).filter(method -> method.getName().equals(entry.method())).toList();
        if (named.isEmpty()) {
            throw new BeamletException(
                    ErrorCode.FUNCTION_NOT_FOUND,
                    "class %s has no method '%s'".formatted(type.getName(), entry.method()),
                    "name one of its methods: "
                            + String.join(
                                    ", ",
                                    all(type)
                                            .map(Method::getName)
                                            .collect(Collectors.toCollection(TreeSet::new))));
        }
        if (named.size() > 1) {
            throw uncallable(
                    entry,
                    "there are %d methods of that name".formatted(named.size()),
                    "give one of them a name of its own and register that");
        }
        return callable(type, named.getFirst(), entry);
    }

    /** Own methods, and inherited ones that are public; no bridges, nothing of Object's. */
    private static Stream<Method> all(Class<?> type) {
        List<Method> own =
                Stream.of(type.getDeclaredMethods()).filter(one -> !one.isSynthetic()).toList();
        Stream<Method> inherited =
                Stream.of(type.getMethods())
                        .filter(one ->
                                !one.isSynthetic()
                                        && one.getDeclaringClass() != Object.class
                                        && own.stream().noneMatch(mine -> overrides(mine, one)));
        return Stream.concat(own.stream(), inherited);
    }

    private static boolean overrides(Method mine, Method other) {
        return mine.getName().equals(other.getName())
                && Arrays.equals(mine.getParameterTypes(), other.getParameterTypes());
    }

    private static EntryMethod callable(Class<?> type, Method method, JavaEntry entry) {
        int modifiers = method.getModifiers();
        if (Modifier.isPrivate(modifiers) || Modifier.isAbstract(modifiers)) {
            throw uncallable(
                    entry,
                    "it is " + (Modifier.isPrivate(modifiers) ? "private" : "abstract"),
                    "make it `public static`");
        }
        try {
            method.setAccessible(true);
            if (Modifier.isStatic(modifiers)) {
                return new EntryMethod(type, method, null);
            }
            Constructor<?> constructor = type.getDeclaredConstructor();
            if (Modifier.isAbstract(type.getModifiers())
                    || Modifier.isPrivate(constructor.getModifiers())) {
                throw new NoSuchMethodException();
            }
            constructor.setAccessible(true);
            return new EntryMethod(type, method, constructor);
        } catch (NoSuchMethodException _) {
            throw uncallable(
                    entry,
                    "it is not static, and its class has no constructor without parameters",
                    "make it `public static`, or give the class such a constructor");
        } catch (InaccessibleObjectException e) {
            throw uncallable(entry, "it is closed to others", "name a method of your own classes");
        }
    }

    private static BeamletException uncallable(JavaEntry entry, String why, String remedy) {
        return new BeamletException(
                ErrorCode.SEMANTICALLY_INVALID,
                "%s cannot be a function: %s".formatted(entry, why),
                remedy);
    }

    /** {@return what the method is called on; null for a static one} */
    @Nullable Object receiver() throws ReflectiveOperationException {
        Constructor<?> made = constructor;
        return made == null ? null : made.newInstance();
    }
}

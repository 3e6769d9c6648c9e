package org.beamlet.cloud.packaged;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Finds the routes that the program has, whoever wrote them. */
final class RouteScan {
    private RouteScan() {}

    /** {@return all routes, such as {@code GET /v2/tasks/{id}}} */
    static Set<String> routes() throws IOException, ClassNotFoundException {
        Set<String> routes = new TreeSet<>();
        java.nio.file.Path classes = java.nio.file.Path.of("target", "classes");
        try (Stream<java.nio.file.Path> files = Files.walk(classes)) {
            for (java.nio.file.Path file : files.filter(RouteScan::isClass).toList()) {
                String name = classes.relativize(file).toString().replace('/', '.');
                Class<?> type =
                        Class.forName(
                                name.substring(0, name.length() - ".class".length()),
                                false,
                                RouteScan.class.getClassLoader());
                add(routes, type);
            }
        }
        return routes;
    }

    private static boolean isClass(java.nio.file.Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".class") && !name.equals("package-info.class");
    }

    private static void add(Set<String> routes, Class<?> type) {
        Path root = type.getAnnotation(Path.class);
        if (root == null) {
            return;
        }
        for (Method method : type.getDeclaredMethods()) {
            Path path = method.getAnnotation(Path.class);
            for (Annotation annotation : method.getAnnotations()) {
                HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
                if (verb != null) {
                    String whole = "/" + root.value() + "/" + (path == null ? "" : path.value());
                    routes.add(
                            verb.value()
                                    + " "
                                    + whole.replaceAll("\\{(\\w+)\\s*:[^}]*}", "{$1}")
                                            .replaceAll("/+", "/")
                                            .replaceAll("(?<=.)/$", ""));
                }
            }
        }
    }
}

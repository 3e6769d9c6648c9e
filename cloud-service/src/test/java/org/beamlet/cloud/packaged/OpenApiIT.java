package org.beamlet.cloud.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.beamlet.cloud.command.CloudMain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every route under /beamlet/v1 is described: the classes are asked, not a list. */
class OpenApiIT {
    private static final Map<Class<? extends Annotation>, String> VERBS =
            Map.of(
                    GET.class, "get",
                    POST.class, "post",
                    PUT.class, "put",
                    DELETE.class, "delete",
                    HEAD.class, "head");

    @TempDir static java.nio.file.Path home;

    /** A route as its class declares it. */
    private record Route(String verb, String path) {}

    private static List<Route> routes() throws Exception {
        URI code = CloudMain.class.getProtectionDomain().getCodeSource().getLocation().toURI();
        java.nio.file.Path rest = java.nio.file.Path.of(code).resolve("org/beamlet/cloud");
        List<Route> routes = new ArrayList<>();
        try (Stream<java.nio.file.Path> files = Files.walk(rest)) {
            for (java.nio.file.Path file :
                    files.filter(f -> f.toString().matches(".*/rest/\\w+\\.class")).toList()) {
                String name =
                        java.nio.file.Path.of(code)
                                .relativize(file)
                                .toString()
                                .replace(".class", "")
                                .replace('/', '.');
                routes.addAll(routes(Class.forName(name, false, CloudMain.class.getClassLoader())));
            }
        }
        return routes;
    }

    private static List<Route> routes(Class<?> type) {
        Path root = type.getAnnotation(Path.class);
        List<Route> routes = new ArrayList<>();
        if (root != null) {
            for (Method method : type.getDeclaredMethods()) {
                VERBS.forEach((verb, word) -> {
                    if (method.isAnnotationPresent(verb)) {
                        routes.add(new Route(word, path(root, method.getAnnotation(Path.class))));
                    }
                });
            }
        }
        return routes;
    }

    private static String path(Path root, @org.jspecify.annotations.Nullable Path own) {
        String joined = "/" + root.value() + "/" + (own == null ? "" : own.value());
        return joined.replaceAll("/+", "/").replaceAll("(.)/$", "$1");
    }

    @Test
    void everyRouteOfBeamletsOwnIsDescribedWithItsParametersAndErrors() throws Exception {
        JsonNode document;
        try (ServiceProcess service = ServiceProcess.start(home)) {
            document = service.nobody().get("/beamlet/v1/openapi?format=json").ok();
        }
        List<Route> own =
                routes().stream()
                        .filter(route -> route.path().startsWith("/beamlet/v1/"))
                        .filter(route -> !route.verb().equals("head"))
                        .toList();
        assertThat(own).as("routes found in the classes").hasSizeGreaterThan(10);

        TreeSet<String> faults = new TreeSet<>();
        for (Route route : own) {
            JsonNode operation = document.path("paths").path(route.path()).path(route.verb());
            String name = route.verb() + " " + route.path();
            if (operation.path("summary").asText().isBlank()) {
                faults.add(name + ": no summary");
            }
            for (JsonNode parameter : operation.path("parameters")) {
                if (parameter.path("description").asText().isBlank()) {
                    faults.add(name + ": " + parameter.path("name").asText() + " is not described");
                }
            }
            operation
                    .path("responses")
                    .properties()
                    .forEach(answer -> {
                        if (answer.getValue().path("description").asText().isBlank()) {
                            faults.add(name + ": answer " + answer.getKey() + " is not described");
                        }
                    });
            if (operation.path("responses").size() < 2 && !route.path().endsWith("functions")) {
                faults.add(name + ": no error is described");
            }
        }
        assertThat(faults).isEmpty();
    }
}

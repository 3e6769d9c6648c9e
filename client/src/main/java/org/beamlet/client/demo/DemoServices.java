package org.beamlet.client.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.beamlet.client.BeamletClient;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.json.Json;

/** Starts the service and the endpoint of a demo, on loopback and on ports that are free. */
final class DemoServices {
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration COMMAND = Duration.ofMinutes(1);

    /** Seldom enough to leave the user's allowance of requests to the demo itself. */
    private static final Duration POLL = Duration.ofMillis(250);

    private static final String ENDPOINT = "demo";

    private final Children children;
    private final DemoFolder folder;

    DemoServices(Children children, DemoFolder folder) {
        this.children = children;
        this.folder = folder;
    }

    /** {@return where the service answers} */
    URI startCloud() throws InterruptedException {
        Path ready = folder.readyFile("cloud");
        ChildProgram cloud =
                children.start(
                        "cloud",
                        "cloud",
                        "start",
                        "--port",
                        "0",
                        "--broker-port",
                        "0",
                        "--data",
                        folder.cloudData().toString(),
                        "--ready-file",
                        ready.toString());
        JsonNode told = cloud.awaitReady(ready, START);
        return URI.create(told.isTextual() ? told.asText() : told.path("url").asText());
    }

    /** {@return a token of the user {@code demo}} */
    String mintToken() throws InterruptedException {
        ChildProgram mint =
                children.start(
                        "token",
                        "cloud",
                        "token",
                        "--user",
                        "demo",
                        "--data",
                        folder.cloudData().toString());
        mint.awaitEnd(COMMAND);
        List<String> tail = mint.tail();
        String last = tail.isEmpty() ? "" : tail.getLast().strip();
        String token = last.substring(last.lastIndexOf(' ') + 1);
        try {
            // A log with a secret in it is not kept.
            Files.delete(mint.log());
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.OUTPUT_NOT_WRITABLE,
                    "%s cannot be removed: %s".formatted(mint.log(), e.getMessage()),
                    "remove it: it holds the demo's token",
                    e);
        }
        folder.writeToken(token);
        return token;
    }

    EndpointId startEndpoint(URI url) throws InterruptedException {
        children.start("configure", "endpoint", "configure", ENDPOINT).awaitEnd(COMMAND);
        Path ready = folder.readyFile("endpoint");
        ChildProgram endpoint =
                children.start(
                        "endpoint",
                        "endpoint",
                        "start",
                        ENDPOINT,
                        "--url",
                        url.toString(),
                        "--ready-file",
                        ready.toString());
        JsonNode told = endpoint.awaitReady(ready, START);
        String id = told.path("endpoint_id").asText("");
        return id.isEmpty() ? registered() : EndpointId.parse(id);
    }

    private EndpointId registered() {
        Path file = folder.home().resolve("endpoints").resolve(ENDPOINT).resolve("endpoint.json");
        try {
            return EndpointId.parse(
                    Json.read(Files.readString(file)).path("endpoint_id").asText(""));
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.INSTALLATION_INCOMPLETE,
                    "the endpoint left no %s".formatted(file),
                    "run the demo again with --keep and report its logs",
                    e);
        }
    }

    /** Waits until the service has heard of the endpoint. */
    void awaitOnline(BeamletClient client, EndpointId endpoint) throws InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        while (!client.status(endpoint).online()) {
            if (System.nanoTime() > deadline) {
                throw new BeamletException(
                        ErrorCode.ENDPOINT_OFFLINE,
                        "the endpoint did not come online within %d s".formatted(START.toSeconds()),
                        "read " + folder.log("endpoint"));
            }
            Thread.sleep(POLL);
        }
    }
}

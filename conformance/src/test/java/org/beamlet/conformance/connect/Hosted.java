package org.beamlet.conformance.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.beamlet.conformance.stack.BeamletStack;
import org.beamlet.conformance.stack.FreePort;

/** A service behind a facility's own certificate, and the people who reach it from elsewhere. */
record Hosted(Path folder, BeamletStack stack, TlsFront front, Path ca) implements AutoCloseable {
    /** Starts a service; {@code settings} are in its environment. */
    static Hosted start(Path folder, Map<String, String> settings) throws Exception {
        Path certificates = folder.resolve("certificates");
        Process made =
                new ProcessBuilder(
                                System.getProperty("beamlet.conformance") + "/peers/certificates",
                                certificates.toString())
                        .inheritIO()
                        .start();
        assertThat(made.waitFor()).isZero();
        BeamletStack stack = new BeamletStack(folder.resolve("service"), FreePort.find(), settings);
        stack.startCloud();
        TlsFront front =
                new TlsFront(stack.url(), stack.brokerPort(), certificates.resolve("server.p12"));
        return new Hosted(folder, stack, front, certificates.resolve("ca.pem"));
    }

    URI url() {
        return front.url();
    }

    /** {@return the environment of somebody with a home of their own, and nothing in it} */
    Map<String, String> person(String name) {
        Map<String, String> environment = new HashMap<>();
        environment.put("BEAMLET_HOME", home(name).toString());
        environment.put("BEAMLET_URL", url().toString());
        environment.put("BEAMLET_CA", ca.toString());
        environment.put("BEAMLET_TOKEN", "");
        return environment;
    }

    /** {@return the environment of the owner of the endpoint, elsewhere} */
    Map<String, String> owner(String home) {
        Map<String, String> environment = person(home);
        environment.put("BEAMLET_TOKEN", stack.environment().getOrDefault("BEAMLET_TOKEN", ""));
        return environment;
    }

    Path home(String name) {
        return folder.resolve(name);
    }

    @Override
    public void close() throws Exception {
        front.close();
        stack.close();
    }
}

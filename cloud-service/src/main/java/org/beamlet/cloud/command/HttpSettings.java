package org.beamlet.cloud.command;

import java.time.Duration;
import org.beamlet.cloud.settings.Profile;
import org.beamlet.cloud.settings.Settings;

/** What of Quarkus' settings depends on the command line. */
final class HttpSettings {
    /** SizeFilter refuses sooner, and says why. */
    private static final long OTHER_BODIES = 1L << 30;

    private HttpSettings() {}

    static void apply(ServicePlan plan, boolean debug) {
        HttpAddress http = plan.http();
        System.setProperty("quarkus.http.host", http.host());
        System.setProperty("quarkus.http.port", Integer.toString(http.port()));
        System.setProperty(
                "quarkus.http.limits.max-body-size",
                Long.toString(Math.max(OTHER_BODIES, plan.objects().largest())));
        http.tls().ifPresent(tls -> applyTls(tls, http.port()));
        System.setProperty("quarkus.log.file.path", plan.folder().log().toString());
        System.setProperty("quarkus.log.file.enabled", "true");
        Settings settings = plan.settings();
        boolean production = plan.profile() == Profile.PRODUCTION;
        if (settings.flag("beamlet.log.json", production)) {
            System.setProperty("quarkus.log.file.json.enabled", "true");
            System.setProperty("quarkus.log.file.filter", "fields");
        }
        Duration delay =
                settings.duration(
                        "beamlet.drain.delay", production ? Duration.ofSeconds(5) : Duration.ZERO);
        Duration patience = settings.duration("beamlet.drain.patience", Duration.ofSeconds(20));
        System.setProperty("quarkus.shutdown.delay", delay.toMillis() + "ms");
        System.setProperty("quarkus.shutdown.timeout", patience.toMillis() + "ms");
        System.setProperty(
                "quarkus.http.access-log.log-directory", plan.folder().path().toString());
        if (debug) {
            System.setProperty("quarkus.log.console.level", "DEBUG");
            System.setProperty("quarkus.log.category.\"org.beamlet\".level", "DEBUG");
        }
    }

    private static void applyTls(HttpAddress.Tls tls, int port) {
        System.setProperty("quarkus.tls.key-store.pem.beamlet.cert", tls.certificate().toString());
        System.setProperty("quarkus.tls.key-store.pem.beamlet.key", tls.key().toString());
        System.setProperty("quarkus.http.insecure-requests", "disabled");
        System.setProperty("quarkus.http.ssl-port", Integer.toString(port));
    }
}

package org.beamlet.cloud.command;

/** What of Quarkus' settings depends on the command line. */
final class HttpSettings {
    private HttpSettings() {}

    static void apply(DataFolder folder, HttpAddress http, boolean debug) {
        System.setProperty("quarkus.http.host", http.host());
        System.setProperty("quarkus.http.port", Integer.toString(http.port()));
        http.tls().ifPresent(tls -> applyTls(tls, http.port()));
        System.setProperty("quarkus.log.file.path", folder.log().toString());
        System.setProperty("quarkus.log.file.enabled", "true");
        if (debug) {
            System.setProperty("quarkus.log.console.level", "DEBUG");
            System.setProperty("quarkus.log.category.\"org.beamlet\".level", "DEBUG");
        }
    }

    private static void applyTls(HttpAddress.Tls tls, int port) {
        System.setProperty("quarkus.tls.key-store.pem.beamlet.cert", tls.certificate().toString());
        System.setProperty("quarkus.tls.key-store.pem.beamlet.key", tls.key().toString());
        System.setProperty("quarkus.tls.reload-period", tls.reload().toSeconds() + "s");
        System.setProperty("quarkus.http.insecure-requests", "disabled");
        System.setProperty("quarkus.http.ssl-port", Integer.toString(port));
    }
}

package org.beamlet.cloud.command;

/** What of Quarkus' settings depends on the command line. */
final class HttpSettings {
    private HttpSettings() {}

    static void apply(DataFolder folder, int port, boolean debug) {
        System.setProperty("quarkus.http.host", "127.0.0.1");
        System.setProperty("quarkus.http.port", Integer.toString(port));
        System.setProperty("quarkus.log.file.path", folder.log().toString());
        System.setProperty("quarkus.log.file.enabled", "true");
        System.setProperty("quarkus.http.access-log.log-directory", folder.path().toString());
        if (debug) {
            System.setProperty("quarkus.log.console.level", "DEBUG");
            System.setProperty("quarkus.log.category.\"org.beamlet\".level", "DEBUG");
        }
    }
}

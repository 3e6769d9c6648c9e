package org.beamlet.worker.manager;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server at 127.0.0.1 for a day: a key, and a certificate that it has signed itself. Made by
 * Java's own tool, in a process of its own.
 */
record PassingIdentity(PrivateKey key, X509Certificate certificate) {
    private static final String ALIAS = "server";
    private static final String PASSWORD = "BEAMLET_KEYSTORE_PASSWORD";
    private static final int PASSWORD_BYTES = 16;
    private static final long LIMIT_S = 60;

    static PassingIdentity make(Path folder)
            throws IOException, GeneralSecurityException, InterruptedException {
        Path store = folder.resolve("identity.p12");
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        Files.deleteIfExists(store);
        try {
            keytool(store, password);
            KeyStore made = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                made.load(in, password.toCharArray());
            }
            if (made.getKey(ALIAS, password.toCharArray()) instanceof PrivateKey key
                    && made.getCertificate(ALIAS) instanceof X509Certificate certificate) {
                return new PassingIdentity(key, certificate);
            }
            throw new GeneralSecurityException("keytool made no key");
        } finally {
            Files.deleteIfExists(store);
        }
    }

    private static void keytool(Path store, String password)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                ALIAS,
                                "-keyalg",
                                "EC",
                                "-groupname",
                                "secp256r1",
                                "-dname",
                                "CN=127.0.0.1",
                                "-ext",
                                "san=ip:127.0.0.1",
                                "-validity",
                                "1",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                store.toString(),
                                "-storepass:env",
                                PASSWORD));
        builder.environment().put(PASSWORD, password);
        Process process =
                builder.redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("keytool made no key for the rehearsal");
            }
        } finally {
            process.destroyForcibly();
        }
    }

    /** The record's own text would show the key. */
    @Override
    public String toString() {
        return "PassingIdentity[…]";
    }
}

package org.beamlet.worker.manager;

import java.security.PrivateKey;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** The certificate that a manager shows, with its key; kept in memory only. */
record ManagerCertificate(String chainPem, String privateKeyPem) {
    private static final int LINE = 64;

    static ManagerCertificate of(PrivateKey key, List<byte[]> certificates) {
        return new ManagerCertificate(
                certificates.stream()
                        .map(der -> pem("CERTIFICATE", der))
                        .collect(Collectors.joining()),
                pem("PRIVATE KEY", key.getEncoded()));
    }

    private static String pem(String what, byte[] der) {
        Base64.Encoder encoder = Base64.getMimeEncoder(LINE, new byte[] {'\n'});
        return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
                .formatted(what, encoder.encodeToString(der));
    }

    /** The record's own text would show the key. */
    @Override
    public String toString() {
        return "ManagerCertificate[…]";
    }
}

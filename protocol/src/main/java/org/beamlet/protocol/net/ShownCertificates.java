package org.beamlet.protocol.net;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Looks at the certificates that are shown somewhere, and trusts none of them: the handshake never
 * succeeds, and nothing is sent.
 */
final class ShownCertificates {
    private ShownCertificates() {}

    /** {@return what is shown on a connection that was just made, own certificate first} */
    static List<X509Certificate> on(Socket plain, String host, int port) throws IOException {
        Looking looking = new Looking();
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {looking}, null);
            SSLSocket socket =
                    (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
            try (socket) {
                socket.startHandshake();
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("this Java has no TLS", e);
        } catch (IOException e) {
            if (looking.seen.get().isEmpty()) {
                throw e;
            }
        }
        return looking.seen.get();
    }

    private static final class Looking extends X509ExtendedTrustManager {
        private final AtomicReference<List<X509Certificate>> seen =
                new AtomicReference<>(List.of());

        private void look(X509Certificate[] chain) throws CertificateException {
            seen.set(List.of(chain));
            throw new CertificateException("only looked at");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            look(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            look(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            look(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            look(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            look(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            look(chain);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

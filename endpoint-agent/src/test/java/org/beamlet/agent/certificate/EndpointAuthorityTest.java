package org.beamlet.agent.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointAuthorityTest {
    @TempDir private Path folder;

    @Test
    void managersKnowTheAgentByWhatItShowsNowAndByWhatSignsTheNext() throws Exception {
        EndpointAuthority authority = EndpointAuthority.open(folder);
        assertThat(certificates(authority.knownBy()))
                .map(Certificate.class::cast)
                .containsExactly(authority.certificate());

        EndpointAuthority.Identity first = authority.server("10.0.0.1");
        EndpointAuthority.Identity second = authority.server("10.0.0.1");

        assertThat(certificates(authority.knownBy()))
                .map(Certificate.class::cast)
                .containsExactly(authority.certificate(), second.certificate())
                .doesNotContain(first.certificate());
    }

    private static Collection<? extends Certificate> certificates(String pem) throws Exception {
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(
                        new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }
}

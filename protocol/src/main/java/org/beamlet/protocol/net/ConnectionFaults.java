package org.beamlet.protocol.net;

import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Says in one line what is wrong with a name or a certificate, and what helps. */
public final class ConnectionFaults {
    private ConnectionFaults() {}

    /**
     * Explains a failure to connect, if it is one of names or of TLS.
     *
     * @param where what was called, such as a URL without secrets
     */
    public static Optional<BeamletException> explain(String where, Throwable fault) {
        return explain(where, fault, Optional::empty);
    }

    /**
     * The same, where it can be asked who has signed a certificate.
     *
     * @param signer asked only if the certificate is not trusted
     */
    static Optional<BeamletException> explain(
            String where, Throwable fault, Supplier<Optional<String>> signer) {
        return Stream.iterate(fault, one -> one != null, Throwable::getCause)
                .limit(20)
                .flatMap(one -> known(where, one, fault, signer).stream())
                .findFirst()
                .or(() -> other(where, fault));
    }

    private static Optional<BeamletException> known(
            String where, Throwable one, Throwable fault, Supplier<Optional<String>> signer) {
        return switch (one) {
            case ProxyFault proxy -> told(proxy.what(), proxy.remedy(), fault);
            case UnknownHostException _ -> unknown(where, fault);
            case UnresolvedAddressException _ -> unknown(where, fault);
            case CertificateExpiredException _ -> expired(where, fault);
            case CertificateNotYetValidException _ -> expired(where, fault);
            case CertPathValidatorException path
                    when path.getReason() == CertPathValidatorException.BasicReason.EXPIRED ->
                    expired(where, fault);
            case CertPathBuilderException _ ->
                    told(
                            "the certificate of %s is signed by nobody that is trusted here%s"
                                    .formatted(
                                            where,
                                            signer.get()
                                                    .map(" (but by '%s')"::formatted)
                                                    .orElse("")),
                            "name the PEM file of that CA, the facility's or that of a proxy which"
                                    + " reads TLS, in BEAMLET_CA or --ca",
                            fault);
            case CertificateException named
                    when String.valueOf(named.getMessage())
                            .matches("(?s)No (subject alternative|name matching).*") ->
                    told(
                            "the certificate of %s is for another name (%s)"
                                    .formatted(where, named.getMessage()),
                            "use the name that the certificate was made for",
                            fault);
            default -> Optional.empty();
        };
    }

    private static Optional<BeamletException> other(String where, Throwable fault) {
        return Stream.iterate(fault, one -> one != null, Throwable::getCause)
                .limit(20)
                .filter(SSLException.class::isInstance)
                .findFirst()
                .flatMap(one ->
                        String.valueOf(one.getMessage()).contains("SSL message")
                                ? told(
                                        where + " answers without TLS",
                                        "give the address of its TLS port",
                                        fault)
                                : told(
                                        "TLS with %s failed: %s".formatted(where, one.getMessage()),
                                        "check address and port, and what stands in between",
                                        fault));
    }

    private static Optional<BeamletException> unknown(String where, Throwable fault) {
        return told(
                "the host name in %s is not known".formatted(where),
                "check its spelling and this machine's network; where a proxy leads out, set"
                        + " https_proxy",
                fault);
    }

    private static Optional<BeamletException> expired(String where, Throwable fault) {
        return told(
                "the certificate of %s is not valid today".formatted(where),
                "check this machine's clock, or ask whoever runs the service to renew it",
                fault);
    }

    private static Optional<BeamletException> told(String what, String remedy, Throwable cause) {
        return Optional.of(
                new BeamletException(ErrorCode.SERVICE_UNREACHABLE, what, remedy, cause));
    }
}

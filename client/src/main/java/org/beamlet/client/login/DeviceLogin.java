package org.beamlet.client.login;

import java.time.Duration;
import java.util.Map;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.login.Grant;
import org.beamlet.protocol.login.Issuer;

/** Waits, by the rules of RFC 8628, until a person has confirmed the code that they were shown. */
public final class DeviceLogin {
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";
    private static final Duration SLOWER = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    private final Issuer issuer;
    private final String clientId;
    private final Pause pause;

    /** Lets time pass. */
    @FunctionalInterface
    public interface Pause {
        void of(Duration length) throws InterruptedException;
    }

    public DeviceLogin(Issuer issuer, String clientId) {
        this(issuer, clientId, Thread::sleep);
    }

    DeviceLogin(Issuer issuer, String clientId, Pause pause) {
        this.issuer = issuer;
        this.clientId = clientId;
        this.pause = pause;
    }

    /** Asks until the answer is yes or no, or the code is too old. */
    public Grant await(Issuer.Device device) throws InterruptedException {
        Duration interval = device.interval();
        Duration waited = Duration.ZERO;
        while (waited.compareTo(device.life()) < 0) {
            pause.of(interval);
            waited = waited.plus(interval);
            switch (ask(device)) {
                case Issuer.Answer.Granted(Grant grant) -> {
                    return grant;
                }
                case Issuer.Answer.Refused(String error, String why) ->
                        interval = next(error, why, interval);
            }
        }
        throw tooLate();
    }

    private Issuer.Answer ask(Issuer.Device device) {
        try {
            return issuer.token(
                    Map.of(
                            "grant_type", GRANT,
                            "device_code", device.deviceCode(),
                            "client_id", clientId),
                    null);
        } catch (BeamletException e) {
            if (e.code() != ErrorCode.SERVICE_UNREACHABLE) {
                throw e;
            }
            // The person is still at the browser; the network may come back before they are done.
            return new Issuer.Answer.Refused("unreachable", "");
        }
    }

    private static Duration next(String error, String why, Duration interval) {
        return switch (error) {
            case "authorization_pending" -> interval;
            case "slow_down" -> interval.plus(SLOWER);
            case "unreachable" -> {
                Duration twice = interval.multipliedBy(2);
                yield twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
            }
            case "expired_token" -> throw tooLate();
            case "access_denied" ->
                    throw new BeamletException(
                            ErrorCode.USER_UNAUTHENTICATED,
                            "the login was refused in the browser",
                            "log in again with `beamlet login`, and confirm it there");
            default ->
                    throw new BeamletException(
                            ErrorCode.USER_UNAUTHENTICATED,
                            "the issuer refuses the login: " + (why.isEmpty() ? error : why),
                            "ask whoever runs the issuer");
        };
    }

    private static BeamletException tooLate() {
        return new BeamletException(
                ErrorCode.USER_UNAUTHENTICATED,
                "nobody confirmed the code in time",
                "run `beamlet login` again");
    }
}

package org.beamlet.agent.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.beamlet.agent.account.Accounts;

/**
 * As whom a manager endpoint runs what its users submit.
 *
 * @param mapping file of identity mappings
 * @param least uid that anybody may be mapped to
 * @param pamService whose rules sessions are opened by, where they are
 */
public record AccountConfig(Path mapping, int least, Optional<String> pamService) {
    private static final String MAPPING = "identity_mapping_config_path";
    private static final String USUAL_SERVICE = "globus-compute-endpoint";

    static Optional<AccountConfig> read(Section top) {
        Optional<Path> mapping = mapping(top);
        int least = top.integer("min_uid", Accounts.USUAL_LEAST, 1, 1_000_000_000);
        Optional<String> service = pam(top);
        if (mapping.isEmpty() && (service.isPresent() || top.has("min_uid"))) {
            top.fault(
                    service.isPresent() ? "pam" : "min_uid",
                    "is of an endpoint that maps users to accounts; write " + MAPPING + " as well");
        }
        return mapping.map(file -> new AccountConfig(file, least, service));
    }

    private static Optional<Path> mapping(Section top) {
        String text = top.line(MAPPING);
        try {
            if (text.isEmpty()) {
                return Optional.empty();
            }
            Path file = Path.of(text);
            if (file.isAbsolute()) {
                return Optional.of(file);
            }
        } catch (InvalidPathException _) {
            // Said below.
        }
        top.fault(MAPPING, "is '%s'; give an absolute path".formatted(text));
        return Optional.empty();
    }

    private static Optional<String> pam(Section top) {
        if (!top.has("pam")) {
            return Optional.empty();
        }
        Section pam = top.section("pam");
        String named = pam.line("service_name");
        String service = named.isEmpty() ? USUAL_SERVICE : named;
        boolean enabled = pam.flag("enable", true);
        if (!service.matches("[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}")) {
            pam.fault("service_name", "is no file of /etc/pam.d; write the name of one");
        }
        pam.finish(Map.of());
        return enabled ? Optional.of(service) : Optional.empty();
    }
}

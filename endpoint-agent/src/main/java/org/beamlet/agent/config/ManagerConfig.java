package org.beamlet.agent.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the config.yaml of a manager endpoint says: one without an engine, whose users fill in a
 * template.
 *
 * @param proxy between this machine and the service, where it is said here
 * @param template where it is, if not beside config.yaml
 * @param schema of what users may fill in, if not beside config.yaml
 * @param email of whom users may ask
 * @param grace for which a start that was asked for is remembered while its predecessor ends, and
 *     which user endpoints have to end when their manager does
 * @param maxUserEndpoints that run at once
 * @param accounts how users are mapped to accounts of this machine, if they are
 * @param audit where attempts are written down, if they are
 */
public record ManagerConfig(
        Optional<String> displayName,
        AccessConfig access,
        Duration heartbeatPeriod,
        Duration agentLostAfter,
        Map<String, Path> dataRoots,
        Optional<String> proxy,
        boolean debug,
        Optional<Path> template,
        Optional<Path> schema,
        Optional<String> email,
        Duration grace,
        int maxUserEndpoints,
        Optional<AccountConfig> accounts,
        Optional<AuditPlace> audit,
        List<String> notes) {
    public ManagerConfig {
        dataRoots = Map.copyOf(dataRoots);
        notes = List.copyOf(notes);
    }

    ManagerConfig withNotes(List<String> told) {
        return new ManagerConfig(
                displayName,
                access,
                heartbeatPeriod,
                agentLostAfter,
                dataRoots,
                proxy,
                debug,
                template,
                schema,
                email,
                grace,
                maxUserEndpoints,
                accounts,
                audit,
                told);
    }
}

package org.beamlet.agent.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.task.Confinement;
import org.junit.jupiter.api.Test;

class ServiceAccountTest {
    private static final UUID ALICE = UUID.randomUUID();
    private static final UUID BOB = UUID.randomUUID();
    private static final UUID EVE = UUID.randomUUID();
    private static final UUID GROUP = UUID.randomUUID();

    private final ServiceAccount account =
            new ServiceAccount(
                    List.of(
                            new ServiceAccount.Project(
                                    "a",
                                    List.of("/data/a", "/scratch/a"),
                                    Set.of(ALICE),
                                    Set.of(),
                                    Optional.of("proj-a"),
                                    Optional.of("0640")),
                            new ServiceAccount.Project(
                                    "b",
                                    List.of("/data/b"),
                                    Set.of(),
                                    Set.of(GROUP),
                                    Optional.empty(),
                                    Optional.empty())),
                    group -> Map.of(GROUP, Set.of(BOB)).getOrDefault(group, Set.of()));

    private static ErrorCode code(ServiceAccount.Verdict verdict) {
        return ((ServiceAccount.Verdict.Refused) verdict).why().code();
    }

    @Test
    void eachIsKeptToTheFoldersOfTheirProjects() {
        assertThat(account.judge(ALICE.toString(), true))
                .isEqualTo(
                        new ServiceAccount.Verdict.Kept(
                                new Confinement(
                                        List.of(
                                                new Confinement.Root("/data/a", "proj-a", "0640"),
                                                new Confinement.Root(
                                                        "/scratch/a", "proj-a", "0640")))));
        assertThat(account.judge(BOB.toString(), true))
                .isEqualTo(
                        new ServiceAccount.Verdict.Kept(
                                new Confinement(
                                        List.of(new Confinement.Root("/data/b", null, null)))));
    }

    @Test
    void whoBelongsToNoneAndWhatIsNotInstalledDoesNotRun() {
        assertThat(code(account.judge(EVE.toString(), true)))
                .isEqualTo(ErrorCode.ENDPOINT_ACCESS_FORBIDDEN);
        assertThat(code(account.judge("", true))).isEqualTo(ErrorCode.ENDPOINT_ACCESS_FORBIDDEN);
        assertThat(code(account.judge(ALICE.toString(), false)))
                .isEqualTo(ErrorCode.FUNCTION_NOT_ALLOWED);
    }

    private static String config(String more) {
        return "engine: {type: GlobusComputeEngine}\n" + more;
    }

    @Test
    void aConfigurationNamesProjectsAndRangesOfFunctions() {
        var access =
                ConfigReader.parse(
                                config(
                                        """
                                        allowed_functions: ["diagnostics.noop@^1", "diagnostics.append@1.0.0"]
                                        service_account:
                                          projects:
                                            8idi:
                                              roots: [/data/8idi]
                                              users: [%s]
                                              output_group: 8idi
                                              output_mode: "0660"
                                        """
                                                .formatted(ALICE)),
                                "config.yaml")
                        .access();

        assertThat(access.allowed().orElseThrow().ids()).hasSize(2);
        assertThat(access.projects().orElseThrow())
                .containsExactly(
                        new ServiceAccount.Project(
                                "8idi",
                                List.of("/data/8idi"),
                                Set.of(ALICE),
                                Set.of(),
                                Optional.of("8idi"),
                                Optional.of("0660")));
    }

    @Test
    void whatWouldLeaveADoorOpenIsAFault() {
        Map<String, String> faults =
                Map.of(
                        "service_account: {projects: {a: {roots: [/d], users: [%s]}}}",
                                "needs allowed_functions",
                        "allowed_functions: []\nservice_account: {projects: {a: {roots: [/], users: [%s]}}}",
                                "roots",
                        "allowed_functions: []\nservice_account: {projects: {a: {roots: [data], users: [%s]}}}",
                                "roots",
                        "allowed_functions: []\nservice_account: {projects: {a: {roots: [/d]}}} # %s",
                                "who belongs",
                        "allowed_functions: []\nservice_account: {projects: {}} # %s", "projects",
                        "allowed_functions: []\nservice_account: {projects: {a: {roots: [/d], users: [%s], output_mode: \"4777\"}}}",
                                "output_mode",
                        "allowed_functions: []\nservice_account: {project: {a: {roots: [/d], users: [%s]}}}",
                                "project",
                        "allowed_functions: [\"diagnostics.nope@^1\"] # %s",
                                "no function of this installation",
                        "allowed_functions: [\"diagnostics.noop@^7\"] # %s",
                                "no function of this installation");
        faults.forEach((text, why) ->
                assertThatThrownBy(() ->
                                ConfigReader.parse(config(text.formatted(ALICE)), "config.yaml"))
                        .as(text)
                        .isInstanceOf(BeamletException.class)
                        .hasMessageContaining(why));
    }
}

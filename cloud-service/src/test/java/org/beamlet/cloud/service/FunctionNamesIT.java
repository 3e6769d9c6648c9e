package org.beamlet.cloud.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.function.FunctionSearch;
import org.beamlet.cloud.function.Notice;
import org.beamlet.cloud.function.RegisteredFunction;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.rest.FunctionRegistration;
import org.beamlet.protocol.rest.SubmitRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionNamesIT {
    @TempDir Path folder;
    RunningParts parts;
    Caller bob;

    @BeforeEach
    void start() {
        parts = new RunningParts(folder);
        Caller plain = parts.service.tokens().mint("bob").caller();
        // Of the catalog operators alone publish.
        bob = new Caller(plain.userId(), plain.name(), true, plain.groups(), "");
    }

    @AfterEach
    void stop() {
        parts.close();
    }

    private FunctionId catalog(String version) {
        String code = new FunctionCode("fit.peaks", version).packed();
        return parts.service
                .functions()
                .register(bob, RunningParts.registration("fit.peaks", code));
    }

    private FunctionId own(Caller owner, String name, String version, boolean shared) {
        return parts.service
                .functions()
                .register(
                        owner,
                        new FunctionRegistration(
                                name,
                                Payloads.pack("st\nf:def f(): pass"),
                                "Finds a needle, 100% of the time",
                                shared,
                                null,
                                Json.NODES.objectNode().put("version", version)));
    }

    private String resolved(String text) {
        RegisteredFunction found = parts.service.aliases().resolve(parts.alice, text);
        return String.valueOf(found.version());
    }

    private void notice(FunctionId id, boolean revoked) {
        parts.service
                .functions()
                .notices()
                .put(
                        bob,
                        parts.service.functions().find(bob, id),
                        new Notice(revoked, "wrong below 5 keV", "fit.peaks@^2", "bob", 1));
    }

    private static void assertCode(ThrowingCallable call, ErrorCode code, String... words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        BeamletException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContainingAll(words);
    }

    @Test
    void aNameStandsForTheLatestVersionThatFits() {
        List.of("1.2.0", "1.10.0", "2.0.0-rc.1", "1.9.3").forEach(this::catalog);

        assertThat(resolved("fit.peaks")).isEqualTo("1.10.0");
        assertThat(resolved("fit.peaks@^1.2")).isEqualTo("1.10.0");
        assertThat(resolved("fit.peaks@1.9")).isEqualTo("1.9.3");
        assertThat(resolved("fit.peaks@2.0.0-rc.1")).isEqualTo("2.0.0-rc.1");
    }

    @Test
    void anUnknownVersionIsRefusedWithTheLiveOnes() {
        catalog("1.2.0");
        notice(catalog("1.3.0"), true);

        assertCode(
                () -> resolved("fit.peaks@3"),
                ErrorCode.FUNCTION_VERSION_UNAVAILABLE,
                "no version '3'",
                "live versions are 1.2.0");
        assertCode(() -> resolved("fit.peeks"), ErrorCode.FUNCTION_NOT_FOUND, "'fit.peeks'");
    }

    @Test
    void aDeprecatedVersionIsTakenOnlyWhereThereIsNoOther() {
        catalog("1.2.0");
        notice(catalog("1.3.0"), false);

        assertThat(resolved("fit.peaks@1")).isEqualTo("1.2.0");
        assertThat(resolved("fit.peaks@1.3.0")).isEqualTo("1.3.0");
    }

    @Test
    void aDeprecatedVersionIsAcceptedWithAWarningAndARevokedOneRefused() {
        FunctionId id = catalog("1.3.0");
        catalog("1.2.0");
        SubmitRequest request =
                new SubmitRequest(
                        Map.of(id.toString(), List.of(RunningParts.PAYLOAD)),
                        false,
                        null,
                        null,
                        null,
                        null,
                        null);

        notice(id, false);
        assertThat(
                        parts.service
                                .submissions()
                                .submit(parts.alice, parts.endpoint.toString(), request)
                                .warning())
                .contains("fit.peaks@1.3.0 is deprecated", "below 5 keV", "use fit.peaks@^2");
        notice(id, true);
        assertCode(
                () ->
                        parts.service
                                .submissions()
                                .submit(parts.alice, parts.endpoint.toString(), request),
                ErrorCode.FUNCTION_VERSION_UNAVAILABLE,
                "fit.peaks@1.3.0 is revoked",
                "live versions are 1.2.0");
    }

    @Test
    void onlyTheOwnerWithdraws() {
        FunctionId id = catalog("1.3.0");
        RegisteredFunction function = parts.service.functions().find(parts.alice, id);

        assertCode(
                () -> parts.service.functions().notices().remove(parts.alice, function),
                ErrorCode.FUNCTION_ACCESS_FORBIDDEN,
                "fit.peaks@1.3.0");
    }

    @Test
    void theCatalogComesBeforeWhatOthersShareAndOnesOwnBeforeTheCatalog() {
        catalog("1.2.0");
        own(bob, "fit.peaks", "99.0.0", true);
        assertThat(resolved("fit.peaks")).isEqualTo("1.2.0");

        own(parts.alice, "fit.peaks", "0.5.0", false);
        assertThat(resolved("fit.peaks")).isEqualTo("0.5.0");
    }

    @Test
    void aNameThatSeveralOthersShareStandsForNone() {
        Caller carol = parts.service.tokens().mint("carol").caller();
        FunctionId one = own(bob, "needle", "1.0.0", true);
        FunctionId two = own(carol, "needle", "1.0.0", true);

        assertCode(
                () -> resolved("needle"),
                ErrorCode.RESOURCE_CONFLICT,
                one.toString(),
                two.toString());
    }

    @Test
    void aSearchFindsWordsInNamesAndDescriptionsOfWhatOneMayRun() {
        own(bob, "shared.find", "1.0.0", true);
        own(bob, "hidden.find", "1.0.0", false);

        assertThat(found("NEEDLE", Optional.empty())).containsExactly("shared.find");
        assertThat(found("100%", Optional.empty())).containsExactly("shared.find");
        assertThat(found("100_", Optional.empty())).isEmpty();
        assertThat(found("find", Optional.of(true))).containsExactly("shared.find");
        assertThat(found("find", Optional.of(false))).isEmpty();
    }

    private List<String> found(String text, Optional<Boolean> shared) {
        FunctionSearch search =
                new FunctionSearch(
                        Optional.empty(),
                        Optional.of(text),
                        Optional.empty(),
                        shared,
                        Optional.empty(),
                        10);
        return parts.service.functions().search(parts.alice, search).stream()
                .map(one -> one.function().name())
                .toList();
    }
}

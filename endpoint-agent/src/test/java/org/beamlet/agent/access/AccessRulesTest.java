package org.beamlet.agent.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.beamlet.catalog.Catalog;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.catalog.bundle.Bundles;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.payload.JavaEntry;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.payload.UserFunction;
import org.junit.jupiter.api.Test;

class AccessRulesTest {
    private static final FunctionId OWN = FunctionId.random();
    private static final String CODE = Payloads.pack("st\nf:def f(): return 1");
    private static final String ARGUMENTS = Payloads.pack("11\n[]", "11\n{}");
    private static final UUID OWNER = UUID.randomUUID();
    private static final String STRANGER = UUID.randomUUID().toString();

    private final Catalog catalog = Catalog.load();
    private final CatalogFunction noop = catalog.find("diagnostics.noop").orElseThrow();
    private final Bundles bundles = new Bundles(System.getProperty("java.class.path"));

    private AccessRules allowing(FunctionId id, String pin) {
        return rules(Optional.of(new AllowedFunctions(Map.of(id, pin))), false);
    }

    private AccessRules rules(Optional<AllowedFunctions> allowed, boolean othersAsMe) {
        return new AccessRules(
                allowed,
                new Submitters(() -> Optional.of(OWNER), othersAsMe),
                new PinnedCode(catalog, bundles));
    }

    private static Optional<ErrorCode> verdict(AccessRules rules, FunctionId id, String code) {
        return rules.refusal(id.toString(), STRANGER, code + ARGUMENTS)
                .map(AccessRules.Refusal::code);
    }

    @Test
    void withoutAListOnlyTheOwnersTasksRun() {
        AccessRules rules = rules(Optional.empty(), false);

        assertThat(rules.refusal(OWN.toString(), OWNER.toString(), CODE + ARGUMENTS)).isEmpty();
        assertThat(verdict(rules, OWN, CODE)).contains(ErrorCode.ENDPOINT_ACCESS_FORBIDDEN);
        assertThat(rules.refusal(OWN.toString(), "", CODE + ARGUMENTS))
                .as("a task of an earlier service, which did not say whose it is")
                .isEmpty();
    }

    @Test
    void whoeverAgreedToRunOthersTasksRunsThem() {
        assertThat(verdict(rules(Optional.empty(), true), OWN, CODE)).isEmpty();
    }

    @Test
    void anOwnerWhomNobodyNamedIsNobody() {
        AccessRules rules =
                new AccessRules(
                        Optional.empty(),
                        new Submitters(Optional::empty, false),
                        new PinnedCode(catalog, bundles));
        assertThat(rules.refusal(OWN.toString(), OWNER.toString(), CODE + ARGUMENTS)).isPresent();
    }

    @Test
    void anOwnerWhomTheServiceLearntToNameLaterIsKnownThen() {
        AtomicReference<Optional<UUID>> told = new AtomicReference<>(Optional.empty());
        AccessRules rules =
                new AccessRules(
                        Optional.empty(),
                        new Submitters(told::get, false),
                        new PinnedCode(catalog, bundles));
        assertThat(rules.refusal(OWN.toString(), OWNER.toString(), CODE + ARGUMENTS)).isPresent();

        told.set(Optional.of(OWNER));

        assertThat(rules.refusal(OWN.toString(), OWNER.toString(), CODE + ARGUMENTS)).isEmpty();
    }

    @Test
    void aTaskIsTakenAgainLaterWhileTheServiceCannotSayWhoseEndpointThisIs() {
        AccessRules rules =
                new AccessRules(
                        Optional.empty(),
                        new Submitters(
                                () -> {
                                    throw new BeamletException(
                                            ErrorCode.SERVICE_UNREACHABLE, "away", "start it");
                                },
                                false),
                        new PinnedCode(catalog, bundles));

        assertThatIllegalStateException()
                .isThrownBy(
                        () -> rules.refusal(OWN.toString(), OWNER.toString(), CODE + ARGUMENTS));
    }

    @Test
    void aListLetsItsFunctionsInWhoeverSubmitsThemAndNoOthers() {
        AccessRules rules = allowing(OWN, "");

        assertThat(verdict(rules, OWN, CODE)).isEmpty();
        assertThat(verdict(rules, FunctionId.random(), CODE))
                .contains(ErrorCode.FUNCTION_NOT_ALLOWED);
        assertThat(rules.refusal("no uuid", OWNER.toString(), CODE + ARGUMENTS)).isPresent();
    }

    @Test
    void otherCodeUnderAPinnedIdIsRefused() {
        AccessRules rules = allowing(OWN, Bundles.sha256(CODE));

        assertThat(verdict(rules, OWN, CODE)).isEmpty();
        assertThat(verdict(rules, OWN, Payloads.pack("st\nf:def f(): return 2")))
                .contains(ErrorCode.FUNCTION_NOT_ALLOWED);
        assertThat(verdict(rules, OWN, noop.code().packed()))
                .contains(ErrorCode.FUNCTION_NOT_ALLOWED);
        assertThat(rules.refusal(OWN.toString(), STRANGER, "no buffer")).isPresent();
        assertThat(rules.refusal(OWN.toString(), STRANGER, "")).isPresent();
    }

    @Test
    void aPinOnAFunctionOfAJarPinsTheJar() {
        JavaEntry entry = JavaEntry.parse("org.lab.Peaks#find");
        String pinned = new UserFunction.Jar("0a".repeat(32), 10, entry).packed();
        String other = new UserFunction.Jar("0b".repeat(32), 10, entry).packed();
        AccessRules rules = allowing(OWN, Bundles.sha256(pinned));

        assertThat(verdict(rules, OWN, pinned)).isEmpty();
        assertThat(verdict(rules, OWN, other)).contains(ErrorCode.FUNCTION_NOT_ALLOWED);
    }

    @Test
    void aCatalogFunctionIsPinnedToTheContentOfTheInstalledBundle() {
        String bundle = bundles.hash(noop).orElseThrow();

        assertThat(verdict(allowing(noop.id(), bundle), noop.id(), noop.code().packed())).isEmpty();
        assertThat(verdict(allowing(noop.id(), "0".repeat(64)), noop.id(), noop.code().packed()))
                .contains(ErrorCode.FUNCTION_NOT_ALLOWED);
    }

    @Test
    void theIdOfACatalogFunctionStandsForThatFunctionEvenWithoutAPin() {
        String other = new FunctionCode("diagnostics.sleep", "1.0.0").packed();

        assertThat(verdict(allowing(noop.id(), ""), noop.id(), noop.code().packed())).isEmpty();
        assertThat(verdict(allowing(noop.id(), ""), noop.id(), other))
                .contains(ErrorCode.FUNCTION_NOT_ALLOWED);
        assertThat(verdict(allowing(noop.id(), ""), noop.id(), CODE))
                .contains(ErrorCode.FUNCTION_NOT_ALLOWED);
        assertThat(verdict(allowing(OWN, ""), OWN, noop.code().packed()))
                .as("a catalog function under an id that is not its own")
                .contains(ErrorCode.FUNCTION_NOT_ALLOWED);
    }

    @Test
    void aPinOnABundleThatIsNotInstalledIsRefused() {
        AccessRules rules =
                new AccessRules(
                        Optional.of(
                                new AllowedFunctions(
                                        Map.of(noop.id(), bundles.hash(noop).orElseThrow()))),
                        new Submitters(() -> Optional.of(OWNER), false),
                        new PinnedCode(catalog, new Bundles("")));
        assertThat(verdict(rules, noop.id(), noop.code().packed()))
                .contains(ErrorCode.FUNCTION_NOT_ALLOWED);
    }

    private static String text(AccessRules rules, FunctionId id, String code) {
        return rules.refusal(id.toString(), STRANGER, code + ARGUMENTS)
                .map(AccessRules.Refusal::text)
                .orElse("not refused");
    }

    @Test
    void aRefusalNamesBothHashesAndWhatToDo() {
        String pin = "0".repeat(64);

        assertThat(text(allowing(noop.id(), pin), noop.id(), noop.code().packed()))
                .contains(pin, bundles.hash(noop).orElseThrow(), "`beamlet function pin`");
        assertThat(text(allowing(OWN, pin), OWN, CODE))
                .contains(pin, Bundles.sha256(CODE), "pin the new code");
    }

    @Test
    void aVersionThatIsNotInstalledMayComeInItsBundleUnlessItIsPinned() {
        FunctionCode old = new FunctionCode(noop.name(), "0.9.0");
        FunctionId id = CatalogFunctionId.of(old.name(), old.version());

        assertThat(verdict(allowing(id, ""), id, old.packed())).isEmpty();
        assertThat(verdict(allowing(noop.id(), ""), noop.id(), old.packed()))
                .contains(ErrorCode.FUNCTION_NOT_ALLOWED);
        assertThat(text(allowing(id, "0".repeat(64)), id, old.packed()))
                .contains("0.9.0", "install the release");
    }
}

package org.beamlet.cloud.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.function.InstalledCatalog;
import org.beamlet.cloud.objects.Sha256;
import org.beamlet.protocol.bundle.BundleIndex;
import org.beamlet.protocol.bundle.FunctionContent;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.rest.FunctionRegistration;
import org.beamlet.protocol.task.TaskTerms;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ids that publisher, name and version fix, and who may have something stand under them. */
class PublicationIT {
    private static final String ONE = "1".repeat(64);
    private static final String TWO = "2".repeat(64);
    private static final String EMPTY =
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @TempDir Path folder;
    RunningParts parts;
    Caller operator;

    @BeforeEach
    void start() {
        parts = new RunningParts(folder);
        Caller plain = parts.service.tokens().mint("olga").caller();
        operator = new Caller(plain.userId(), plain.name(), true, plain.groups(), "");
    }

    @AfterEach
    void stop() {
        parts.close();
    }

    private static ObjectNode content(String sha256) {
        return Json.NODES.objectNode().put("publisher", "beamlet").put("content", sha256);
    }

    private FunctionId catalog(Caller caller, ObjectNode meta) {
        return parts.service
                .functions()
                .register(
                        caller,
                        new FunctionRegistration(
                                "fit.peaks",
                                new FunctionCode("fit.peaks", "1.0.0").packed(),
                                "Fits",
                                true,
                                null,
                                meta));
    }

    private FunctionId own(Caller caller, String publisher, String version, String source) {
        ObjectNode meta = Json.NODES.objectNode().put("publisher", publisher);
        if (!version.isEmpty()) {
            meta.put("version", version);
        }
        return parts.service
                .functions()
                .register(
                        caller,
                        new FunctionRegistration(
                                "peaks",
                                Payloads.pack("st\nf:def f(): return " + source),
                                null,
                                false,
                                null,
                                meta));
    }

    private static void refused(ThrowingCallable call, ErrorCode code, String... words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        BeamletException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContainingAll(words);
    }

    private TaskTerms terms(FunctionId id) {
        return parts.service.functions().body(id).terms();
    }

    @Test
    void operatorsAlonePublishTheCatalog() {
        refused(
                () -> catalog(parts.alice, content(ONE)),
                ErrorCode.OPERATOR_REQUIRED,
                "fit.peaks@1.0.0",
                "'alice'",
                "beamlet function register");
        FunctionId id = catalog(operator, content(ONE));

        assertThat(id).isEqualTo(CatalogFunctionId.of("fit.peaks", "1.0.0"));
        assertThat(catalog(parts.alice, content(ONE))).isEqualTo(id);
        assertThat(catalog(parts.alice, Json.NODES.objectNode())).isEqualTo(id);
    }

    @Test
    void theContentHashTravelsWithEachTask() {
        FunctionId id = catalog(operator, content(ONE));

        assertThat(terms(id).content()).isEqualTo(ONE);
        assertThat(terms(id).bundle()).isNull();
    }

    @Test
    void theSameIdWithOtherContentIsAConflict() {
        FunctionId id = catalog(operator, content(ONE));

        refused(
                () -> catalog(operator, content(TWO)),
                ErrorCode.RESOURCE_CONFLICT,
                ONE,
                TWO,
                "new version");
        refused(() -> catalog(parts.alice, content(TWO)), ErrorCode.RESOURCE_CONFLICT, TWO);
        parts.service.functions().delete(operator, id);
        refused(() -> catalog(operator, content(TWO)), ErrorCode.RESOURCE_CONFLICT, ONE);
        assertThat(catalog(operator, content(ONE))).isEqualTo(id);
    }

    @Test
    void whatWasRegisteredWithoutContentIsToldItOnceByAnOperator() {
        FunctionId id = catalog(operator, Json.NODES.objectNode());
        catalog(parts.alice, content(TWO));
        assertThat(terms(id)).isEqualTo(TaskTerms.NONE);

        catalog(operator, content(ONE));

        assertThat(terms(id).content()).isEqualTo(ONE);
    }

    @Test
    void theBundleThatAFunctionIsInIsNamedToEndpointsAndMustBeHere() {
        ObjectNode meta = content(ONE).put("idempotent", true);
        meta.putObject("bundle").put("sha256", EMPTY).put("size", 1);
        refused(() -> catalog(operator, meta), ErrorCode.ARTIFACT_NOT_FOUND, EMPTY);
        parts.service
                .artifacts()
                .put(
                        operator,
                        new Sha256(EMPTY),
                        new ByteArrayInputStream("".getBytes(StandardCharsets.UTF_8)));

        FunctionId id = catalog(operator, meta);

        assertThat(terms(id).bundle()).isEqualTo(new TaskTerms.Bundle(EMPTY, 1));
        assertThat(terms(id).mayRunAgain()).isTrue();
    }

    @Test
    void whatAnOperatorSaysOfAFunctionOutlivesAStartOfTheService() {
        Caller installation = parts.service.access().users().installation("beamlet");
        ObjectNode meta = content(ONE);
        meta.putObject("bundle").put("sha256", EMPTY).put("size", 1);
        parts.service
                .artifacts()
                .put(
                        installation,
                        new Sha256(EMPTY),
                        new ByteArrayInputStream("".getBytes(StandardCharsets.UTF_8)));
        FunctionId id = catalog(installation, meta.deepCopy().put("idempotent", false));
        catalog(operator, content(ONE).put("idempotent", true));
        assertThat(terms(id).mayRunAgain()).isTrue();

        catalog(installation, meta.deepCopy().put("idempotent", false));

        assertThat(terms(id).mayRunAgain()).isTrue();
        assertThat(terms(id).bundle()).isNotNull();
    }

    private Path archive() throws IOException {
        String type = PublicationIT.class.getName();
        String file = type.replace('.', '/') + ".class";
        BundleIndex.Entry entry =
                new BundleIndex.Entry(
                        "fit.peaks", "1.0.0", "Fits", type, true, Json.NODES.objectNode());
        Path archive = folder.resolve("catalog.jar");
        try (OutputStream out = Files.newOutputStream(archive);
                ZipOutputStream zip = new ZipOutputStream(out);
                InputStream code = PublicationIT.class.getResourceAsStream("/" + file)) {
            zip.putNextEntry(new ZipEntry(file));
            Objects.requireNonNull(code).transferTo(zip);
            zip.closeEntry();
            zip.putNextEntry(new ZipEntry(BundleIndex.PLACE));
            String index = new BundleIndex(List.of(entry)).text();
            zip.write(index.getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
        return archive;
    }

    @Test
    void aServicePublishesTheCatalogThatItComesWith() throws IOException {
        Path archive = archive();
        System.setProperty("beamlet.catalog.bundle", archive.toString());
        try {
            new InstalledCatalog(parts.service.functions(), parts.service.artifacts())
                    .publish(parts.service.access().users()::installation);
        } finally {
            System.clearProperty("beamlet.catalog.bundle");
        }
        FunctionId id = catalog(parts.alice, Json.NODES.objectNode());

        assertThat(terms(id).content())
                .isEqualTo(
                        FunctionContent.hash(archive, PublicationIT.class.getName()).orElseThrow());
        TaskTerms.Bundle bundle = Objects.requireNonNull(terms(id).bundle());
        assertThat(bundle.size()).isEqualTo(Files.size(archive));
        assertThat(parts.service.artifacts().open(new Sha256(bundle.sha256())))
                .hasBinaryContent(Files.readAllBytes(archive));
        assertThat(terms(id).mayRunAgain()).isTrue();
    }

    @Test
    void usersPublishUnderTheirOwnNames() {
        FunctionId id = own(parts.alice, "alice", "1.0.0", "1");

        assertThat(id).isEqualTo(CatalogFunctionId.of("alice", "peaks", "1.0.0"));
        assertThat(own(parts.alice, "alice", "1.0.0", "1")).isEqualTo(id);
        assertThat(own(parts.alice, "alice", "1.0.1", "2")).isNotEqualTo(id);
        refused(
                () -> own(parts.alice, "alice", "1.0.0", "2"),
                ErrorCode.RESOURCE_CONFLICT,
                "peaks@1.0.0");
        refused(
                () -> own(parts.alice, "olga", "1.0.0", "1"),
                ErrorCode.FUNCTION_ACCESS_FORBIDDEN,
                "'olga'");
        refused(
                () -> own(parts.alice, "beamlet", "1.0.0", "1"),
                ErrorCode.OPERATOR_REQUIRED,
                "'alice'");
        refused(
                () -> own(parts.alice, "alice", "", "1"),
                ErrorCode.SEMANTICALLY_INVALID,
                "without a version");
    }

    @Test
    void metadataThatCannotBeIsRefused() {
        refused(
                () -> catalog(operator, content("12")),
                ErrorCode.SEMANTICALLY_INVALID,
                "no SHA-256");
        ObjectNode meta = content(ONE);
        meta.put("bundle", "x");
        refused(() -> catalog(operator, meta), ErrorCode.SEMANTICALLY_INVALID, "bundle");
    }
}

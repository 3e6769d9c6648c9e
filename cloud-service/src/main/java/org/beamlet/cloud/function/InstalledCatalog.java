package org.beamlet.cloud.function;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.objects.Artifacts;
import org.beamlet.cloud.objects.Sha256;
import org.beamlet.protocol.bundle.BundleFile;
import org.beamlet.protocol.bundle.BundleIndex;
import org.beamlet.protocol.bundle.FunctionContent;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.rest.FunctionRegistration;
import org.jboss.logging.Logger;

/** Publishes the catalog that lies beside the service, so that nobody has to do it by hand. */
public final class InstalledCatalog {
    /** Names the archive; without it nothing is published. */
    private static final String PROPERTY = "beamlet.catalog.bundle";

    private static final Logger LOG = Logger.getLogger(InstalledCatalog.class);

    private final Functions functions;
    private final Artifacts artifacts;

    public InstalledCatalog(Functions functions, Artifacts artifacts) {
        this.functions = functions;
        this.artifacts = artifacts;
    }

    /**
     * Publishes what this installation has, if it says where. A service without it runs as well.
     */
    public void publish(Function<String, Caller> installation) {
        String place = System.getProperty(PROPERTY, "");
        if (place.isEmpty() || !Files.isRegularFile(Path.of(place))) {
            return;
        }
        try {
            publish(installation.apply(CatalogFunctionId.BEAMLET), Path.of(place));
        } catch (IOException | RuntimeException e) {
            LOG.warnf("bundle=%s not published: %s", place, e);
        }
    }

    /** Publishes the functions of an archive, and keeps it for endpoints that do not have it. */
    void publish(Caller installation, Path archive) throws IOException {
        Sha256 sha256 = sha256(archive);
        try (BundleFile bundle = BundleFile.open(archive)) {
            Optional<BundleIndex> index = BundleIndex.of(bundle);
            if (index.isEmpty()) {
                LOG.warnf("bundle=%s has no %s", archive, BundleIndex.PLACE);
                return;
            }
            keep(installation, archive, sha256);
            for (BundleIndex.Entry one : index.get().functions()) {
                Optional<String> content = FunctionContent.hash(bundle, one.type());
                if (content.isPresent()) {
                    ObjectNode meta = one.metadata(content.get());
                    meta.putObject("bundle")
                            .put("sha256", sha256.hex())
                            .put("size", Files.size(archive));
                    publish(installation, one, meta);
                }
            }
        }
    }

    private void publish(Caller installation, BundleIndex.Entry one, ObjectNode meta) {
        try {
            var _ =
                    functions.register(
                            installation,
                            new FunctionRegistration(
                                    one.name(),
                                    new FunctionCode(one.name(), one.version()).packed(),
                                    one.summary(),
                                    true,
                                    null,
                                    meta));
        } catch (BeamletException e) {
            // An installation between two releases: what was published stays what it is.
            LOG.warnf("function=%s@%s not published: %s", one.name(), one.version(), e.what());
        }
    }

    private void keep(Caller installation, Path archive, Sha256 sha256) throws IOException {
        try (InputStream content = Files.newInputStream(archive)) {
            artifacts.put(installation, sha256, content);
        }
    }

    private static Sha256 sha256(Path archive) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return new Sha256(HexFormat.of().formatHex(digest.digest(Files.readAllBytes(archive))));
        } catch (NoSuchAlgorithmException e) {
            throw new IOException(e);
        }
    }
}

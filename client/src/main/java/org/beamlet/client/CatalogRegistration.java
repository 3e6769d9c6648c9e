package org.beamlet.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.catalog.bundle.Bundles;
import org.beamlet.catalog.descriptor.Descriptors;
import org.beamlet.protocol.bundle.FunctionContent;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.rest.FunctionRegistration;

/** What a service is told of a catalog function. */
final class CatalogRegistration {
    private CatalogRegistration() {}

    /**
     * {@return the registration}
     *
     * @param bundle what it is in, where the service has that
     */
    static FunctionRegistration of(CatalogFunction function, Optional<UploadedBundle> bundle) {
        ObjectNode meta = Json.NODES.objectNode();
        meta.put("idempotent", function.idempotent());
        meta.put("publisher", CatalogFunctionId.BEAMLET);
        bundle.flatMap(one -> FunctionContent.hash(one.file(), function.getClass().getName()))
                .or(() -> Bundles.ofWorkers().hash(function))
                .ifPresent(hash -> meta.put("content", hash));
        meta.set("descriptor", Descriptors.of(function).json());
        bundle.ifPresent(one ->
                meta.putObject("bundle").put("sha256", one.sha256()).put("size", one.size()));
        return new FunctionRegistration(
                function.name(),
                function.code().packed(),
                function.description(),
                true,
                null,
                meta);
    }
}

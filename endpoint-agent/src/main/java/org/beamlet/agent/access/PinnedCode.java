package org.beamlet.agent.access;

import java.util.List;
import java.util.Optional;
import org.beamlet.catalog.Catalog;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.catalog.bundle.Bundles;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.payload.Payloads;

/**
 * Compares what a task would run with what the site has pinned: for a function of the catalog the
 * content of the bundle installed here, for any other the code that came with the task.
 */
public final class PinnedCode {
    private final Catalog catalog;
    private final Bundles bundles;

    public PinnedCode(Catalog catalog, Bundles bundles) {
        this.catalog = catalog;
        this.bundles = bundles;
    }

    /**
     * Judges a task under an id that is allowed.
     *
     * @param pin empty where any code will do, except another catalog function than the id names
     * @return why it must not run, if it must not
     */
    Optional<String> refusal(FunctionId id, String pin, String taskBuffer) {
        Optional<String> code = code(taskBuffer);
        if (code.isEmpty()) {
            return Optional.of("its task holds no code");
        }
        Optional<CatalogFunction> function = catalog.find(id);
        if (function.isPresent() || isOfCatalog(code.get())) {
            Optional<FunctionCode> named = FunctionCode.parse(code.get());
            if (function.isEmpty() || !named.equals(Optional.of(function.get().code()))) {
                return Optional.of("other code came under its id");
            }
        }
        if (pin.isEmpty()) {
            return Optional.empty();
        }
        String found =
                function.isPresent()
                        ? bundles.hash(function.get()).orElse("not installed")
                        : Bundles.sha256(Payloads.pack(code.get()));
        return found.equals(pin)
                ? Optional.empty()
                : Optional.of("its code is %s and not %s as pinned".formatted(found, pin));
    }

    private static boolean isOfCatalog(String code) {
        return FunctionCode.parse(code).isPresent();
    }

    private static Optional<String> code(String taskBuffer) {
        try {
            List<String> parts = Payloads.unpack(taskBuffer);
            if (parts.isEmpty()) {
                return Optional.empty();
            }
            var _ = FunctionCode.parse(parts.getFirst());
            return Optional.of(parts.getFirst());
        } catch (BeamletException _) {
            return Optional.empty();
        }
    }
}

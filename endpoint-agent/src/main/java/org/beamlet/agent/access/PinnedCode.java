package org.beamlet.agent.access;

import java.util.List;
import java.util.Optional;
import org.beamlet.catalog.Catalog;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.catalog.bundle.Bundles;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.task.TouchedPaths;
import org.beamlet.worker.execution.GivenPaths;

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
        Optional<FunctionCode> named = FunctionCode.parse(code.get());
        if (function.isPresent() || named.isPresent()) {
            // An id of the catalog says which function it is, installed here or not.
            if (named.filter(one -> CatalogFunctionId.of(one.name(), one.version()).equals(id))
                    .isEmpty()) {
                return Optional.of(
                        "other code came under its id; whoever runs the service should look at what"
                                + " it sends");
            }
        }
        if (pin.isEmpty()) {
            return Optional.empty();
        }
        if (named.isPresent() && function.isEmpty()) {
            return Optional.of(
                    "it is pinned to %s, and this installation has no %s %s to compare with that;"
                                    .formatted(pin, named.get().name(), named.get().version())
                            + " ask its owner to install the release that has it, or to allow the id"
                            + " without a hash");
        }
        String found =
                function.isPresent()
                        ? bundles.hash(function.get()).orElse("not installed")
                        : Bundles.sha256(Payloads.pack(code.get()));
        return found.equals(pin)
                ? Optional.empty()
                : Optional.of(
                        "its code is %s and not %s as pinned; ask its owner to look at the change and"
                                        .formatted(found, pin)
                                + (function.isPresent()
                                        ? " to pin what `beamlet function pin` prints now, or to"
                                                + " install the release that was pinned"
                                        : " to pin the new code, or to register what was pinned"
                                                + " again"));
    }

    /** {@return whether a task's function is one of this installation's catalog} */
    public boolean installed(String taskBuffer) {
        return code(taskBuffer)
                .flatMap(FunctionCode::parse)
                .flatMap(named -> catalog.find(named.name(), named.version()))
                .isPresent();
    }

    /** {@return the paths that a task's arguments name, as they came} */
    public TouchedPaths paths(String taskBuffer) {
        return GivenPaths.of(catalog, taskBuffer);
    }

    /** {@return the SHA-256 of what a task would run, as far as it is known here} */
    public String hash(String taskBuffer) {
        Optional<String> code = code(taskBuffer);
        Optional<FunctionCode> named = code.flatMap(FunctionCode::parse);
        return named.isPresent()
                ? catalog.find(named.get().name(), named.get().version())
                        .flatMap(bundles::hash)
                        .orElse("")
                : code.map(text -> Bundles.sha256(Payloads.pack(text))).orElse("");
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

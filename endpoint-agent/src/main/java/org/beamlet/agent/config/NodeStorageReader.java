package org.beamlet.agent.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code engine.node_storage}: true, or what is to be other than usual. */
final class NodeStorageReader {
    private static final String KEY = "node_storage";

    private static final Pattern PLACE =
            Pattern.compile("(/|\\$\\w+|\\$\\{\\w+})(\\$\\w+|\\$\\{\\w+}|[\\w./@%+=:,-])*");

    private static final Pattern FOLDER = Pattern.compile("/[\\w./@%+=:, -]*[\\w.@%+=:,-]");

    private NodeStorageReader() {}

    static Optional<NodeStorageConfig> read(Section engine, ProviderConfig provider) {
        if (!engine.has(KEY)) {
            return Optional.empty();
        }
        Optional<NodeStorageConfig> wanted;
        if (engine.isMapping(KEY)) {
            wanted = Optional.of(read(engine.section(KEY)));
        } else {
            wanted =
                    engine.flag(KEY, false)
                            ? Optional.of(
                                    new NodeStorageConfig(
                                            NodeStorageConfig.PATHS,
                                            NodeStorageConfig.FREE,
                                            true,
                                            Optional.empty()))
                            : Optional.empty();
        }
        if (wanted.isPresent() && provider instanceof ProviderConfig.Kubernetes) {
            engine.fault(KEY, "is for nodes: pods have Beamlet in their image; remove it");
        }
        if (wanted.isPresent() && provider.far().isPresent()) {
            engine.fault(
                    KEY,
                    "needs the agent on a host of the cluster, which packs what nodes copy; remove"
                            + " it, or start the endpoint there without `channel`");
        }
        return wanted;
    }

    private static NodeStorageConfig read(Section storage) {
        List<String> paths = storage.texts("paths").orElse(NodeStorageConfig.PATHS);
        for (String path : paths) {
            if (!PLACE.matcher(path).matches()) {
                storage.fault(
                        "paths",
                        "holds '%s'; give folders such as /local/scratch or $TMPDIR/me"
                                .formatted(path));
            }
        }
        if (paths.isEmpty()) {
            storage.fault("paths", "is empty; name a folder, or remove node_storage");
        }
        String python = storage.line("python");
        if (!python.isEmpty() && !FOLDER.matcher(python).matches()) {
            storage.fault(
                    "python", "is '%s'; give the environment's folder, from /".formatted(python));
        }
        NodeStorageConfig read =
                new NodeStorageConfig(
                        paths,
                        storage.number("free", NodeStorageConfig.FREE, 0, 100_000),
                        storage.flag("keep", true),
                        python.isEmpty() ? Optional.empty() : Optional.of(python));
        storage.finish(Map.of());
        return read;
    }
}

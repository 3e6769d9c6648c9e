package org.beamlet.agent.template;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Optional;
import org.beamlet.agent.block.BlockMaker;
import org.beamlet.agent.block.NodeCommand;
import org.beamlet.agent.block.Providers;
import org.beamlet.agent.config.EndpointConfig;
import org.beamlet.agent.config.NotCarriedOut;
import org.beamlet.agent.config.ProviderConfig;
import org.beamlet.protocol.json.Json;
import org.beamlet.providers.batch.BatchSystem;

/** The example configurations of Globus Compute's documentation, in {@code sites/}. */
final class Sites {
    static final Path FOLDER = Path.of("src/test/resources/sites");
    private static final Path BLOCK = Path.of("/home/ada/blocks/block-1");
    private static final NodeCommand COMMAND =
            new NodeCommand(Path.of("/opt/jdk/bin/java"), "/opt/beamlet/lib/*");

    private Sites() {}

    static UserConfig filled(String site, String options) {
        return filled(site, options, Surroundings.ofThisUser());
    }

    static UserConfig filled(String site, String options, Surroundings surroundings) {
        return UserConfig.of(
                UserTemplate.read(FOLDER.resolve(site + ".yaml.j2")),
                Optional.empty(),
                UserOptions.parse(options),
                surroundings);
    }

    static EndpointConfig config(String site, String options) {
        return filled(site, options).config();
    }

    static BatchSystem job(EndpointConfig config) {
        return ((ProviderConfig.Batch) config.engine().provider()).job();
    }

    static String script(EndpointConfig config) {
        return Providers.script(
                        config.engine().provider(),
                        BlockMaker.request("block-1", BLOCK, config.engine(), COMMAND))
                .orElseThrow();
    }

    static String notDone(EndpointConfig config) {
        return String.join("\n", NotCarriedOut.of(config).stream().map(Object::toString).toList());
    }

    static ObjectNode json(String text) {
        return (ObjectNode) Json.read(text);
    }
}

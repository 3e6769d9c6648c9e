package org.beamlet.worker.userfunction;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.beamlet.catalog.FunctionCall;
import org.beamlet.catalog.Progress;
import org.beamlet.protocol.payload.UserFunction;
import org.beamlet.worker.artifact.Hashes;
import org.jspecify.annotations.Nullable;

/**
 * Calls Java functions of users. Their classes stay loaded, so that the next call is quick; of
 * those that were used longest ago no more is kept than fits.
 */
public final class UserFunctions {
    private static final int KEPT = 8;

    private final Map<String, LoadedCode> loaded = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * One call.
     *
     * @param jar where the function's JAR lies on this machine; null for a source, or if nobody
     *     fetched it
     * @param positional the second buffer of the task
     * @param named the third
     */
    public record Call(
            UserFunction function,
            @Nullable Path jar,
            String positional,
            String named,
            String taskId,
            int attempt,
            Progress progress) {}

    /**
     * {@return the result as JSON}
     *
     * @throws Throwable what the function throws, or a BeamletException that says why it did not
     *     come to that
     */
    public JsonNode call(Call call) throws Throwable {
        CallArguments arguments = CallArguments.parse(call.positional(), call.named());
        FunctionCall context =
                new FunctionCall(arguments.named(), call.taskId(), call.attempt(), call.progress());
        LoadedCode code = begin(call);
        try {
            return code.call(call.function().entry(), arguments, context);
        } finally {
            code.end();
        }
    }

    private synchronized LoadedCode begin(Call call) {
        String hash =
                switch (call.function()) {
                    case UserFunction.Jar jar -> jar.sha256();
                    case UserFunction.Source source ->
                            Hashes.of(source.file() + "\n" + source.text());
                };
        LoadedCode known = loaded.get(hash);
        if (known == null) {
            known =
                    switch (call.function()) {
                        case UserFunction.Jar jar -> LoadedCode.ofJar(jar, call.jar());
                        case UserFunction.Source source -> LoadedCode.compiled(source);
                    };
            loaded.put(hash, known);
            makeRoom();
        }
        known.begin();
        return known;
    }

    private void makeRoom() {
        while (loaded.size() > KEPT) {
            String oldest = loaded.keySet().iterator().next();
            LoadedCode unused = loaded.remove(oldest);
            if (unused != null) {
                unused.retire();
            }
        }
    }
}

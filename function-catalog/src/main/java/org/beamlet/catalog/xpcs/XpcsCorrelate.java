package org.beamlet.catalog.xpcs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.catalog.FunctionCall;
import org.beamlet.catalog.FunctionSchema;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.output.AttemptFolder;
import org.beamlet.catalog.xpcs.kernel.Kernels;
import org.beamlet.catalog.xpcs.kernel.device.Device;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * Multi-tau and two-time correlation of an APS 8-ID measurement, with the results of boost_corr.
 */
public final class XpcsCorrelate implements CatalogFunction {
    static final String NAME = "xpcs.correlate";
    static final String VERSION = "1.1.0";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String version() {
        return VERSION;
    }

    @Override
    public String description() {
        return "Correlates XPCS detector frames (multi-tau, two-time) into g2, SAXS curves and plots";
    }

    @Override
    public JsonNode schema() {
        return FunctionSchema.beside(XpcsCorrelate.class, "correlate.schema.json");
    }

    @Override
    public ObjectNode run(FunctionCall call) {
        try {
            return correlate(call);
        } catch (BeamletException e) {
            if (Thread.currentThread().isInterrupted() && e.code() != ErrorCode.TASK_CANCELLED) {
                // A file that is being read when its reader is interrupted fails in its own words.
                throw CorrelateRun.stopped("while reading or writing", e);
            }
            throw e;
        }
    }

    private static ObjectNode correlate(FunctionCall call) {
        CorrelateOptions options = CorrelateOptions.of(call.arguments());
        options.requireMetadata();
        call.progress().at(0, "reading the qmap");
        Qmap qmap = Qmap.read(options.qmap());
        if (options.stream().wanted()) {
            return follow(options, qmap, call);
        }
        try (RawSeries raw = RawSeries.open(options.raw());
                Lanes lanes = Lanes.ofThisMachine();
                Kernels kernels = Kernels.of(options.device(), options.precision(), lanes)) {
            CorrelateRun run =
                    CorrelateRun.prepare(
                            options, qmap, raw.frames(), lanes, kernels, call.provenance());
            if (options.dryRun()) {
                return run.rehearse();
            }
            // Before the work, so that a folder that cannot be written to fails at once.
            try (AttemptFolder attempt =
                    AttemptFolder.in(options.output(), call.taskId(), call.attempt())) {
                try {
                    return run.run(attempt, call.progress());
                } catch (BeamletException e) {
                    throw attempt.explained(e);
                }
            }
        }
    }

    private static ObjectNode follow(CorrelateOptions options, Qmap qmap, FunctionCall call) {
        try (Lanes lanes = Lanes.ofThisMachine();
                Kernels kernels = Kernels.of(Device.CPU, options.precision(), lanes);
                // Before hours of it, so that a folder that cannot be written to fails at once.
                AttemptFolder attempt =
                        AttemptFolder.in(options.output(), call.taskId(), call.attempt())) {
            StreamRun stream = new StreamRun(options, qmap, lanes, kernels, call.progress());
            StreamRun.Followed followed = stream.run();
            return CorrelateRun.of(options, qmap, followed, lanes, kernels, call.provenance())
                    .finish(attempt, followed.correlation(), call.progress());
        }
    }
}

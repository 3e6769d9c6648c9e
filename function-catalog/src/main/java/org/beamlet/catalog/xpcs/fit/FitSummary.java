package org.beamlet.catalog.xpcs.fit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.beamlet.protocol.json.Json;

/** The fits in short, for a function's answer; its length does not grow with the bins. */
public final class FitSummary {
    private static final int MOST = 16;

    private FitSummary() {}

    public static ObjectNode of(FitResults results) {
        DecayModel model = results.shown();
        ObjectNode summary = Json.NODES.objectNode();
        summary.put("model", model.label());
        summary.put("bins", results.of(model).size());
        summary.put("fitted", results.fitted(model));
        summary.put("tau_unit", results.tauUnit());
        ArrayNode not = summary.putArray("not_fitted");
        List<DecayFit> fits = results.of(model);
        for (int bin = 0; bin < fits.size() && not.size() < MOST; bin++) {
            if (fits.get(bin) instanceof DecayFit.NotFitted(String reason)) {
                not.addObject().put("bin", bin + 1).put("reason", reason);
            }
        }
        ArrayNode laws = summary.putArray("tau_q");
        results.sectors(model).stream().limit(MOST).forEach(sector -> add(laws, sector));
        return summary;
    }

    private static void add(ArrayNode laws, FitResults.Sector sector) {
        ObjectNode law = laws.addObject();
        if (!Double.isNaN(sector.phi())) {
            law.put("phi", sector.phi());
        }
        switch (sector.law()) {
            case PowerLaw.Found found -> {
                put(law, "exponent", found.exponent());
                put(law, "diffusion", found.diffusion());
                law.put("points", found.points());
            }
            case PowerLaw.NotFound(String reason) -> law.put("reason", reason);
        }
    }

    private static void put(ObjectNode node, String name, Estimate estimate) {
        node.put(name, estimate.value());
        node.put(name + "_error", estimate.error());
    }
}

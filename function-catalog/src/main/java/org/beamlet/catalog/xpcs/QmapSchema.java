package org.beamlet.catalog.xpcs;

import java.util.Arrays;
import java.util.Optional;
import org.beamlet.catalog.hdf5.Hdf5Source;

/** How a qmap file is laid out. */
enum QmapSchema {
    /** As boost_corr reads it: {@code /qmap}. */
    NEW("/qmap", "static_roi_map", "dynamic_roi_map"),

    /** As APS 8-ID wrote it until 2023: {@code /data}. */
    OLD("/data", "staticMap", "dynamicMap");

    private final String group;
    private final String statics;
    private final String dynamics;

    QmapSchema(String group, String statics, String dynamics) {
        this.group = group;
        this.statics = group + "/" + statics;
        this.dynamics = group + "/" + dynamics;
    }

    /** {@return the schema of a file, nothing if it has neither's maps} */
    static Optional<QmapSchema> of(Hdf5Source source) {
        return Arrays.stream(values()).filter(schema -> source.has(schema.dynamics)).findFirst();
    }

    /** {@return the group that holds all of the qmap} */
    String group() {
        return group;
    }

    String statics() {
        return statics;
    }

    String dynamics() {
        return dynamics;
    }

    String mask() {
        return group + "/mask";
    }

    /** Only the new schema knows of it. */
    String blemish() {
        return group + "/blemish";
    }
}

package org.beamlet.worker.manager;

import static org.assertj.core.api.Assertions.assertThat;

import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.payload.JavaEntry;
import org.beamlet.protocol.payload.UserFunction;
import org.beamlet.protocol.task.TaskTerms;
import org.junit.jupiter.api.Test;

class NeededJarsTest {
    private static final String HASH = "0a".repeat(32);
    private static final String CATALOG = new FunctionCode("fit.peaks", "1.0.0").packed();

    private static String terms(String sha256, long size) {
        return new TaskTerms(null, null, null, null, null, new TaskTerms.Bundle(sha256, size))
                .text();
    }

    @Test
    void ofAFunctionThatIsNotInstalledTheBundleIsNeeded() {
        assertThat(Jars.neededBy(CATALOG, terms(HASH, 7))).contains(new Jars.Needed(HASH, 7));
        assertThat(Jars.neededBy(CATALOG, "")).isEmpty();
        assertThat(Jars.neededBy(CATALOG, terms("../../etc", 7))).isEmpty();
        assertThat(Jars.neededBy(CATALOG, terms(HASH, -1))).isEmpty();
    }

    @Test
    void ofAUsersFunctionItsJarIs() {
        String code = new UserFunction.Jar(HASH, 10, JavaEntry.parse("a.B#c")).packed();

        assertThat(Jars.neededBy(code, terms("0b".repeat(32), 7)))
                .contains(new Jars.Needed(HASH, 10));
        assertThat(Jars.neededBy("9\nst\nf:pass", terms(HASH, 7))).isEmpty();
    }
}

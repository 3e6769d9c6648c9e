package org.beamlet.agent.config;

import java.util.List;

/** Which CPUs each worker of a node is bound to. */
public sealed interface CpuAffinity {
    /** {@return as a configuration says it} */
    String word();

    /** To none in particular. */
    record None() implements CpuAffinity {
        @Override
        public String word() {
            return "none";
        }
    }

    /**
     * An equal share that lies together.
     *
     * @param reverse whether the last worker has the first CPUs
     */
    record Block(boolean reverse) implements CpuAffinity {
        @Override
        public String word() {
            return reverse ? "block-reverse" : "block";
        }
    }

    /** Every n-th CPU. */
    record Alternating() implements CpuAffinity {
        @Override
        public String word() {
            return "alternating";
        }
    }

    /** Those next to each worker's accelerator, as its node tells. */
    record Near() implements CpuAffinity {
        @Override
        public String word() {
            return "auto";
        }
    }

    /** One group for each worker, such as {@code 0-3,8}. */
    record Groups(List<String> groups) implements CpuAffinity {
        public Groups {
            groups = List.copyOf(groups);
        }

        @Override
        public String word() {
            return "list:" + String.join(":", groups);
        }
    }
}

package org.beamlet.catalog.xpcs.twotime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CacheBudgetTest {
    private static final int LARGE = 700_000;

    @Test
    void bytesAreTakenUpToTheLimit() {
        CacheBudget budget = new CacheBudget(10);
        assertThat(budget.take(6)).isTrue();
        assertThat(budget.take(5)).isFalse();
        assertThat(budget.take(4)).isTrue();
        budget.give(6);
        assertThat(budget.take(6)).isTrue();
    }

    @Test
    void anArrayThatWasGivenBackServesAnyBlockThatNeedsHalfOfItOrMore() {
        CacheBudget budget = new CacheBudget(0);
        byte[] first = budget.array(LARGE);
        assertThat(first).hasSizeGreaterThanOrEqualTo(LARGE);
        budget.keep(first);
        assertThat(budget.array(first.length + 1)).isNotSameAs(first);
        assertThat(budget.array(first.length / 4)).isNotSameAs(first);
        assertThat(budget.array(first.length / 2 + 200_000)).isSameAs(first);
        assertThat(budget.array(LARGE)).as("it is in use").isNotSameAs(first);
    }

    @Test
    void noMoreIsKeptThanIsWorthIt() {
        CacheBudget budget = new CacheBudget(0);
        byte[] one = budget.array(40 << 20);
        byte[] other = budget.array(40 << 20);
        budget.keep(one);
        budget.keep(other);
        assertThat(budget.array(40 << 20)).isSameAs(one);
        assertThat(budget.array(40 << 20)).isNotSameAs(other);
        byte[] small = budget.array(100);
        assertThat(small).hasSize(100);
        budget.keep(small);
        assertThat(budget.array(100)).isNotSameAs(small);
    }
}

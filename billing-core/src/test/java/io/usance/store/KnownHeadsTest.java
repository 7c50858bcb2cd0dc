package io.usance.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Only what was put last of a stream is known. */
class KnownHeadsTest {
    private final KnownHeads known = new KnownHeads();

    @Test
    void onlyTheLastOfEachStreamIsKnown() {
        int streams = 100_000;
        for (int i = 0; i < streams; i++) {
            assertThat(known.contains(KnownHeads.hash("silo/" + i), 0)).isFalse();
            known.put(KnownHeads.hash("silo/" + i), 0);
            known.put(KnownHeads.hash("silo/" + i), 7);
        }
        int found = 0;
        for (int i = 0; i < streams; i++) {
            found += known.contains(KnownHeads.hash("silo/" + i), 7) ? 1 : 0;
            assertThat(known.contains(KnownHeads.hash("silo/" + i), 0)).isFalse();
            assertThat(known.contains(KnownHeads.hash("silo/" + i), 6)).isFalse();
            assertThat(known.contains(KnownHeads.hash("silo/" + i), 8)).isFalse();
            assertThat(known.contains(KnownHeads.hash("contract/" + i), 7)).isFalse();
        }
        // Some have lost their place to another.
        assertThat(found).isBetween(streams * 8 / 10, streams);
    }
}

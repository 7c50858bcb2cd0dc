package io.usance.anchor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every {@link Anchor} does; each implementation runs it on the real thing. */
public abstract class AnchorSuite {
    private static final SampleBatch BATCH = SampleBatch.of(20, 1);
    private static final SampleBatch OTHER = SampleBatch.of(20, 2);

    /** A new instance on the same place; of several, the one before is closed. */
    protected abstract Anchor connect() throws Exception;

    /** An instance on a place that cannot be reached now. */
    protected abstract Anchor unreachable() throws Exception;

    /** Gives all that is anchored so many more confirmations. */
    protected abstract void deepen(Anchor held, int confirmations);

    private static AnchorPosition submit(Anchor anchor, SampleBatch batch, long batchNo) {
        return anchor.submit(batchNo, batch.tree().root(), batch.tree().count());
    }

    @Test
    void whatIsSubmittedIsFoundAndGetsDeeper() throws Exception {
        try (Anchor anchor = connect()) {
            assertThat(anchor.find(1)).isEmpty();

            AnchorPosition submitted = submit(anchor, BATCH, 1);

            assertThat(submitted.batchNo()).isEqualTo(1);
            assertThat(submitted.root()).isEqualTo(BATCH.tree().root());
            assertThat(submitted.count()).isEqualTo(20);
            assertThat(submitted.confirmations()).isEqualTo(1);
            assertThat(anchor.find(1)).contains(submitted);
            assertThat(anchor.find(2)).isEmpty();

            deepen(anchor, 5);
            AnchorPosition later = anchor.find(1).orElseThrow();
            assertThat(later.confirmations()).isEqualTo(6);
            assertThat(later.place()).isEqualTo(submitted.place());
        }
    }

    @Test
    void submittingAgainIsTheSamePosition() throws Exception {
        try (Anchor anchor = connect()) {
            AnchorPosition first = submit(anchor, BATCH, 1);
            assertThat(submit(anchor, BATCH, 1)).isEqualTo(first);
            deepen(anchor, 2);
            AnchorPosition again = submit(anchor, BATCH, 1);
            assertThat(again.place()).isEqualTo(first.place());
            assertThat(again.confirmations()).isEqualTo(3);
        }
    }

    @Test
    void anotherRootOrCountUnderTheSameNumberIsFatal() throws Exception {
        try (Anchor anchor = connect()) {
            AnchorPosition first = submit(anchor, BATCH, 1);
            assertThatThrownBy(() -> submit(anchor, OTHER, 1))
                    .isInstanceOf(RootConflictException.class)
                    .hasMessageContaining(BATCH.tree().root().toString())
                    .hasMessageContaining(OTHER.tree().root().toString());
            assertThatThrownBy(() -> anchor.submit(1, BATCH.tree().root(), 21))
                    .isInstanceOf(RootConflictException.class)
                    .hasMessageContaining("over 20 settlements");
            assertThat(anchor.find(1)).contains(first);
        }
    }

    @Test
    void aNumberMayBeLargeAndOutOfOrder() throws Exception {
        try (Anchor anchor = connect()) {
            submit(anchor, BATCH, Long.MAX_VALUE);
            submit(anchor, OTHER, 0);
            assertThat(anchor.find(Long.MAX_VALUE).orElseThrow().root())
                    .isEqualTo(BATCH.tree().root());
            assertThat(anchor.find(0).orElseThrow().root()).isEqualTo(OTHER.tree().root());
        }
    }

    @Test
    void anotherInstanceAfterwardsFindsTheSame() throws Exception {
        List<AnchorPosition> submitted = new ArrayList<>();
        try (Anchor anchor = connect()) {
            for (int batchNo = 1; batchNo <= 5; batchNo++) {
                submitted.add(submit(anchor, SampleBatch.of(batchNo, batchNo), batchNo));
            }
        }
        try (Anchor anchor = connect()) {
            for (AnchorPosition before : submitted) {
                AnchorPosition found = anchor.find(before.batchNo()).orElseThrow();
                assertThat(found.root()).isEqualTo(before.root());
                assertThat(found.count()).isEqualTo(before.count());
                assertThat(found.place()).isEqualTo(before.place());
                assertThat(found.confirmations()).isEqualTo(6 - before.batchNo());
            }
            assertThatThrownBy(() -> submit(anchor, OTHER, 3))
                    .isInstanceOf(RootConflictException.class);
            assertThat(submit(anchor, OTHER, 6).confirmations()).isEqualTo(1);
        }
    }

    @Test
    void whatCannotBeReachedIsAnOutageInOneLine() throws Exception {
        try (Anchor anchor = unreachable()) {
            assertThatThrownBy(() -> anchor.find(1))
                    .isInstanceOf(AnchorUnavailableException.class)
                    .message()
                    .hasLineCount(1);
            assertThatThrownBy(() -> submit(anchor, BATCH, 1))
                    .isInstanceOf(AnchorUnavailableException.class);
        }
    }

    @Test
    void senselessBatchesAreRefused() throws Exception {
        try (Anchor anchor = connect()) {
            assertThatThrownBy(() -> anchor.find(-1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("batches are numbered from 0, not -1");
            assertThatThrownBy(() -> anchor.submit(-1, BATCH.tree().root(), 20))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> anchor.submit(1, BATCH.tree().root(), 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("batch 1 has 0 leaves");
            assertThat(anchor.find(1)).isEmpty();
        }
    }

    @Test
    void threadsThatSubmitTheSameAtOnceAnchorItOnce() throws Exception {
        try (Anchor anchor = connect();
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            Callable<AnchorPlace> submitted = () -> submit(anchor, BATCH, 1).place();
            List<Future<AnchorPlace>> places =
                    threads.invokeAll(List.of(submitted, submitted, submitted, submitted));
            AnchorPlace place = anchor.find(1).orElseThrow().place();
            for (Future<AnchorPlace> each : places) {
                assertThat(each.get()).isEqualTo(place);
            }
            assertThat(submit(anchor, OTHER, 2).confirmations()).isEqualTo(1);
            assertThat(anchor.find(1).orElseThrow().confirmations()).isEqualTo(2);
        }
    }

    @Test
    void receiptsOfWhatIsAnchoredCanBeIssued() throws Exception {
        try (Anchor anchor = connect()) {
            AnchorPosition position = submit(anchor, BATCH, 1);
            for (int i = 0; i < 20; i++) {
                Receipt receipt = Receipt.issue(BATCH.leaves().get(i), BATCH.tree(), i, position);
                assertThat(Receipt.read(receipt.toJson())).isEqualTo(receipt);
                assertThat(receipt.place()).isEqualTo(position.place());
            }
        }
    }
}

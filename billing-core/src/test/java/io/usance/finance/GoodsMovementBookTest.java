package io.usance.finance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.engine.BillingEngine;
import io.usance.finance.FinanceEvent.GoodsMovement;
import io.usance.finance.FinanceEvent.GoodsMovementsRead;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.store.TestDatabase;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an ERP posted is taken in once. */
@Tag("slow")
class GoodsMovementBookTest {
    private static final Instant AT = Instant.parse("2026-04-02T08:00:00Z");
    private static final String SHA256 = "ab".repeat(32);

    private final HikariDataSource dataSource = TestDatabase.empty();
    private final GoodsMovementBook book =
            BillingEngine.builder(dataSource).build().finance().goodsMovements();

    @AfterEach
    void close() {
        dataSource.close();
    }

    private static GoodsMovement movement(String documentId, long kg) {
        return new GoodsMovement(
                documentId,
                "2026-03-01/2026-04-01",
                "silo-1",
                "201",
                new Quantity(kg * 1_000, Dimension.MASS),
                LocalDate.of(2026, 3, 31));
    }

    private Optional<GoodsMovementsRead> read(GoodsMovement... movements) {
        return book.read("c-1", SHA256, List.of(movements), AT);
    }

    @Test
    void aKnownDocumentIsLeftOut() {
        GoodsMovement first = movement("490/1", 700);
        GoodsMovement second = movement("490/2", 300);
        assertThat(read(first).orElseThrow().movements()).containsExactly(first);
        assertThat(read(first)).isEmpty();
        assertThat(read(first, second).orElseThrow().movements()).containsExactly(second);
        // Another contract's documents are its own.
        assertThat(book.read("c-2", SHA256, List.of(first), AT)).isPresent();
    }

    @Test
    void aDocumentThatSaysSomethingElseRefusesTheFileWithBothValues() {
        read(movement("490/1", 700));
        assertThatThrownBy(() -> read(movement("490/2", 300), movement("490/1", 701)))
                .isInstanceOf(FinanceException.class)
                .hasMessage(
                        "document 490/1 was read before as 201 of 700.000 kg from silo-1 in"
                                + " 2026-03-01/2026-04-01, posted on 2026-03-31, not as 201 of"
                                + " 701.000 kg from silo-1 in 2026-03-01/2026-04-01, posted on"
                                + " 2026-03-31");
        assertThat(read(movement("490/2", 300))).isPresent();
    }

    @Test
    void aDocumentTwiceInAFileAndAFileThatIsTooLargeAreRefused() {
        assertThatThrownBy(() -> read(movement("490/1", 700), movement("490/1", 700)))
                .isInstanceOf(FinanceException.class)
                .hasMessage("document 490/1 is there twice");
        List<GoodsMovement> many =
                Collections.nCopies(GoodsMovementBook.MOVEMENTS_MAX + 1, movement("490/1", 1));
        assertThatThrownBy(() -> book.read("c-1", SHA256, many, AT))
                .isInstanceOf(FinanceException.class)
                .hasMessageContaining("the file has 10001 entries, at most 10000");
    }
}

package io.usance.year;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.engine.BillingEngine;
import io.usance.finance.FinanceEvent.InvoiceIssued;
import io.usance.finance.InvoiceBook;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An invoice counts once, after it was inspected, whatever happens while it is. */
class InvoiceIssueTest {
    private static final LocalDate DAY = LocalDate.of(2025, 2, 3);

    private PlantMonth plant;
    private InvoiceBook invoices;

    @SuppressWarnings("NullAway.Init") // set up before each test
    InvoiceIssueTest() {}

    @BeforeEach
    void aMonth() {
        plant = new PlantMonth();
        plant.read(0, 33 * 24);
        invoices = plant.engine.finance().invoices();
    }

    @AfterEach
    void close() {
        plant.close();
    }

    private static Optional<InvoiceIssued> issue(InvoiceBook by, Consumer<InvoiceIssued> inspect) {
        return by.issue(
                "c-1",
                PlantMonth.JANUARY,
                DAY,
                DAY.atStartOfDay(SimulatedYear.ZONE).toInstant(),
                inspect);
    }

    /** In the same thread: an inspection within a transaction could not call an engine at all. */
    @Test
    void anotherInstanceThatIssuesItMeanwhileIsFirst() {
        InvoiceBook other = BillingEngine.builder(plant.pool).build().finance().invoices();
        List<InvoiceIssued> inspected = new ArrayList<>();
        Optional<InvoiceIssued> issued =
                issue(
                        invoices,
                        invoice -> {
                            inspected.add(invoice);
                            assertThat(issue(other, theirs -> {})).contains(invoice);
                        });
        assertThat(issued).isEmpty();
        assertThat(inspected).hasSize(1);
        assertThat(invoices.issued("c-1")).isEqualTo(inspected);
    }

    @Test
    void whatItsInspectionRefusesIsNotIssued() {
        assertThatThrownBy(() ->
                        issue(
                                invoices,
                                invoice -> {
                                    throw new IllegalArgumentException("refused");
                                }))
                .hasMessage("refused");
        assertThat(invoices.issued("c-1")).isEmpty();
        InvoiceIssued issued = issue(invoices, invoice -> {}).orElseThrow();
        assertThat(issued.documentId()).isEqualTo("c-1-0001");
        assertThat(invoices.termsOf(issued)).isEqualTo(PlantMonth.terms());
        assertThat(issue(invoices, invoice -> {})).isEmpty();
    }
}

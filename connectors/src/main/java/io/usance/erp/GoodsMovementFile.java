package io.usance.erp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.contract.ContractTerms;
import io.usance.csv.CsvRow;
import io.usance.csv.CsvTable;
import io.usance.csv.RefusedFileException;
import io.usance.file.DocumentLimits;
import io.usance.finance.FinanceEvent.GoodsMovement;
import io.usance.finance.GoodsMovementBook;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingPeriod;
import io.usance.quantity.DecimalText;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an ERP posted, as CSV or a JSON array of objects with the same names: {@code
 * document_id posted_on movement_type silo_id period quantity unit}. A period is its id, {@code
 * 2026-03-01/2026-04-01}, or a month, {@code 2026-03}.
 */
public final class GoodsMovementFile {
    /** Largest JSON file that is read, in bytes. */
    public static final int BYTES_MAX = 16 << 20;

    private static final Set<String> COLUMNS =
            Set.of(
                    "document_id",
                    "posted_on",
                    "movement_type",
                    "silo_id",
                    "period",
                    "quantity",
                    "unit");
    private static final int PROBLEMS_SHOWN_MAX = 20;
    private static final ObjectMapper JSON =
            new ObjectMapper(
                            JsonFactory.builder()
                                    .streamReadConstraints(DocumentLimits.constraints())
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private final ContractTerms terms;
    private final List<GoodsMovement> movements = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private GoodsMovementFile(ContractTerms terms) {
        this.terms = terms;
    }

    /**
     * Reads a file.
     *
     * @param terms the contract it is for
     * @throws DocumentRefusedException naming every line that is wrong; nothing is taken then
     */
    public static List<GoodsMovement> read(Path file, ContractTerms terms) {
        GoodsMovementFile reader = new GoodsMovementFile(terms);
        if (file.getFileName().toString().endsWith(".json")) {
            reader.json(file);
        } else {
            reader.csv(file);
        }
        if (!reader.problems.isEmpty()) {
            List<String> shown = reader.problems;
            throw refused(
                    "%s has %d lines that cannot be taken, so nothing was:\n  %s"
                            .formatted(
                                    file,
                                    shown.size(),
                                    String.join(
                                            "\n  ",
                                            shown.subList(
                                                    0,
                                                    Math.min(shown.size(), PROBLEMS_SHOWN_MAX)))));
        }
        return List.copyOf(reader.movements);
    }

    private void csv(Path file) {
        CsvTable table;
        try {
            table = CsvTable.read(file, COLUMNS, Set.of());
        } catch (RefusedFileException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
        for (CsvRow row : table.rows()) {
            String fault = table.fault(row);
            if (fault != null) {
                problems.add("line " + row.line() + " " + fault);
            } else {
                add("line " + row.line(), column -> table.filled(row, column));
            }
        }
    }

    private void json(Path file) {
        JsonNode tree;
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                throw refused(file + " has more than " + BYTES_MAX + " bytes");
            }
            tree = JSON.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw refused(file + " is no JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw refused(file + " cannot be read: " + e);
        }
        if (!tree.isArray()) {
            throw refused(file + " is no JSON array of movements");
        }
        for (int i = 0; i < tree.size(); i++) {
            JsonNode entry = tree.get(i);
            add(
                    "$[" + i + "]",
                    column -> {
                        String text = entry.path(column).asText("");
                        return text.isEmpty() ? null : text;
                    });
        }
    }

    private void add(String where, Function<String, @Nullable String> cells) {
        if (movements.size() + problems.size() >= GoodsMovementBook.MOVEMENTS_MAX) {
            throw refused(
                    "the file has more than "
                            + GoodsMovementBook.MOVEMENTS_MAX
                            + " movements; split it");
        }
        try {
            movements.add(movement(cells));
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            problems.add(where + ": " + e.getMessage());
        }
    }

    private GoodsMovement movement(Function<String, @Nullable String> cells) {
        String siloId = required(cells, "silo_id");
        if (!terms.meterIds().contains(siloId)) {
            throw new IllegalArgumentException(
                    "silo %s is not of contract %s".formatted(siloId, terms.contractId()));
        }
        String type = required(cells, "movement_type");
        boolean withdrawn = type.equals("201") || type.equals("261");
        if (!withdrawn && !type.equals("202") && !type.equals("262")) {
            throw new IllegalArgumentException(
                    "movement type %s; withdrawals are 201 and 261, their reversals 202 and 262"
                            .formatted(type));
        }
        Quantity quantity = quantity(required(cells, "quantity"), required(cells, "unit"));
        if (quantity.milli() < 0) {
            throw new IllegalArgumentException(
                    "quantity is below 0; a reversal has type 202 or 262");
        }
        return new GoodsMovement(
                required(cells, "document_id"),
                period(required(cells, "period")),
                siloId,
                type,
                withdrawn ? quantity : new Quantity(-quantity.milli(), quantity.dimension()),
                LocalDate.parse(required(cells, "posted_on")));
    }

    private Quantity quantity(String value, String code) {
        UnitOfMeasure unit = UnitOfMeasure.of(code, terms.dimension());
        return new Quantity(
                unit.milli(DecimalText.parse(value)).longValueExact(), unit.dimension());
    }

    private String period(String text) {
        BillingCalendar calendar = terms.calendar();
        BillingPeriod found =
                text.indexOf('/') > 0
                        ? calendar.period(text)
                        : calendar.periodOf(
                                dayOf(YearMonth.parse(text), calendar)
                                        .atStartOfDay(calendar.zone())
                                        .toInstant());
        if (!calendar.isBilled(found)) {
            throw new IllegalArgumentException(
                    "period %s is none of the contract's, %s".formatted(text, calendar));
        }
        return found.id();
    }

    /** The first of the month, or the day in it on which the one period of ONCE begins. */
    private static LocalDate dayOf(YearMonth month, BillingCalendar calendar) {
        LocalDate from = calendar.from();
        return from != null && YearMonth.from(from).equals(month) ? from : month.atDay(1);
    }

    private static String required(Function<String, @Nullable String> cells, String column) {
        String text = cells.apply(column);
        if (text == null) {
            throw new IllegalArgumentException(column + " is missing");
        }
        return text;
    }

    private static DocumentRefusedException refused(String reason) {
        return new DocumentRefusedException(List.of("ERP-FILE"), reason);
    }
}

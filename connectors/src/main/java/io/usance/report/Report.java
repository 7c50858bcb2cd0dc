package io.usance.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.usance.quantity.Fraction;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A reconciliation report. Quantities in the base unit (kg or L, three decimals), money in major
 * units with the currency's decimals; both exact.
 *
 * @param bridge balances of meters with a stock, and their total; empty without such meters
 * @param levels what the picture of each of them shows; of the first {@link #LEVELS_MAX}
 * @param meters what meters of other kinds say, by kind; null if there are none
 * @param identities what must be equal, with both sides
 * @param changes against the version before; empty for the first
 * @param details files with the single entries behind the figures
 */
public record Report(
        Header header,
        List<BridgeLine> bridge,
        List<LevelCourse> levels,
        @Nullable List<MeterChapter> meters,
        List<MatchLine> match,
        List<PriceLine> prices,
        Tax tax,
        Accrual accrual,
        List<InvoiceLine> invoices,
        List<Finding> exceptions,
        List<AgeBucket> ageing,
        Measures measures,
        List<Check> identities,
        List<Change> changes,
        List<Detail> details) {

    /** Meters that are drawn. */
    public static final int LEVELS_MAX = 12;

    /** Exceptions that are listed one by one; of more, a last one says how many there are. */
    public static final int EXCEPTIONS_MAX = 500;

    /**
     * A meter's level over the period, thinned out to what a picture can show.
     *
     * @param levels lowest and highest reading of each stretch of time
     * @param consumed metered so far
     * @param deliveries counted
     */
    public record LevelCourse(
            @JsonProperty("siloId") String meterId,
            List<Point> levels,
            List<Point> consumed,
            List<Point> deliveries) {}

    public record Point(Instant at, BigDecimal quantity) {}

    /**
     * @param version from 1; 0 for a preliminary one, which cannot be signed
     * @param state PRELIMINARY while the period is open, else CLOSED
     * @param asOf day ages count to: of the newest event, or the period's end
     * @param configurationSha256 of the contract's terms in their stored form
     * @param product name and version of the program
     */
    public record Header(
            String runId,
            String contractId,
            int contractVersion,
            String periodId,
            Instant start,
            Instant end,
            String zone,
            int version,
            String state,
            LocalDate asOf,
            String supplier,
            String customer,
            @Nullable String material,
            String currency,
            String unit,
            String configurationSha256,
            String product,
            Evidence evidence) {}

    /**
     * The batches that hold the period's settlements.
     *
     * @param root of the last one, 0x-hex; null if none is sealed
     * @param transaction of the last one; null if it is not on a chain
     */
    public record Evidence(
            @Nullable Long firstBatch,
            @Nullable Long lastBatch,
            @Nullable String root,
            @Nullable String transaction,
            @Nullable Long blockNumber) {}

    /**
     * {@code opening + deliveries + adjustments - closing = consumed}.
     *
     * @param meterId {@code total} for the sum
     * @param uncertainty expanded, k = 2; of the total the root of the sum of squares
     * @param state OPEN, CLOSED, CARRIED or NEGATIVE
     * @param budget what the uncertainty is made of; null of the total and where it is not known
     */
    public record BridgeLine(
            @JsonProperty("siloId") String meterId,
            BigDecimal opening,
            BigDecimal deliveries,
            BigDecimal adjustments,
            BigDecimal closing,
            BigDecimal consumed,
            BigDecimal uncertainty,
            String state,
            boolean holds,
            @Nullable UncertaintyLine budget) {}

    /**
     * Standard uncertainties by JCGM 100:2008: {@code uncertainty = 2 · combined + otherPeriods}.
     *
     * @param otherPeriods known to belong to other periods; no standard uncertainty
     * @param saturation of a stock beyond what the sensor shows; null if none was
     */
    public record UncertaintyLine(
            BigDecimal repeatability,
            BigDecimal resolution,
            BigDecimal accuracy,
            BigDecimal temperature,
            BigDecimal deliveries,
            BigDecimal interpolation,
            BigDecimal combined,
            BigDecimal otherPeriods,
            @Nullable BigDecimal saturation) {}

    /**
     * What meters of one kind say of the period.
     *
     * @param kind name of the kind
     * @param courses what is drawn of the first {@link #LEVELS_MAX} of them
     */
    public record MeterChapter(String kind, List<MeterTable> tables, List<MeterCourse> courses) {}

    /**
     * A table of a kind of meter.
     *
     * @param name of its file and sheet, unique within the report
     * @param keys leading columns that name a row
     * @param rows as many cells as there are columns, each a text, a number as text, or null
     */
    public record MeterTable(
            String name,
            String title,
            int keys,
            List<MeterColumn> columns,
            List<List<@Nullable String>> rows) {}

    /**
     * @param number true if its cells are decimals
     */
    public record MeterColumn(String name, boolean number) {}

    /**
     * Quantities over time.
     *
     * @param unit UCUM
     */
    public record MeterCourse(String title, String unit, List<CourseLine> lines) {}

    /** One quantity over time. */
    public record CourseLine(String name, List<Point> points) {}

    /**
     * One step of the way from the meter to the books; null where a step has no such figure.
     *
     * @param difference of gross, or where there is none of quantity, against the step it must
     *     equal
     * @param reason why it differs; empty if it does not
     * @param of name of the quantity; null if the price names none
     * @param unit UCUM, of a named quantity; null for the report's
     */
    public record MatchLine(
            String stage,
            @Nullable Long count,
            @Nullable BigDecimal quantity,
            @Nullable BigDecimal net,
            @Nullable BigDecimal tax,
            @Nullable BigDecimal gross,
            @Nullable String against,
            @Nullable BigDecimal difference,
            String reason,
            @Nullable String of,
            @Nullable String unit) {

        /** Stage, and of which quantity: unique within the report. */
        String name() {
            return named(stage);
        }

        /** Name of the line it is held against; null if there is none. */
        @Nullable String againstName() {
            return against == null ? null : named(against);
        }

        private String named(String step) {
            return of == null ? step : step + " " + of;
        }
    }

    /**
     * How the net amount comes about.
     *
     * @param unit UCUM; null for a number of things
     * @param of name of the quantity; null if the contract names none, or it is of none
     */
    public record PriceLine(
            int line,
            int tier,
            Fraction quantity,
            @Nullable String unit,
            BigDecimal unitPrice,
            Fraction amountExact,
            String basis,
            @Nullable String of) {}

    /**
     * @param expected rounded tax on the period's net
     */
    public record Tax(
            BigDecimal percent,
            @Nullable String category,
            BigDecimal net,
            BigDecimal tax,
            BigDecimal expected,
            boolean holds) {}

    /**
     * What is to be accrued at the end.
     *
     * @param notCommanded charged and not commanded
     * @param notPaid commanded and not paid
     * @param notInvoiced charged and not invoiced, tax included
     */
    public record Accrual(BigDecimal notCommanded, BigDecimal notPaid, BigDecimal notInvoiced) {}

    public record InvoiceLine(
            String documentId,
            String type,
            LocalDate issuedOn,
            @Nullable String preceding,
            BigDecimal net,
            BigDecimal tax,
            BigDecimal gross) {}

    /**
     * An exception.
     *
     * @param owner who is to act
     * @param since day it began
     * @param ageDays until {@link Header#asOf}
     * @param valueAtRisk major units; null if it is a quantity
     * @param quantityAtRisk base units; null if it is money
     */
    public record Finding(
            String kind,
            String subject,
            String owner,
            LocalDate since,
            long ageDays,
            @Nullable BigDecimal valueAtRisk,
            @Nullable BigDecimal quantityAtRisk,
            String detail,
            String action) {}

    public record AgeBucket(String days, BigDecimal amount) {}

    /**
     * Null where there is nothing to measure.
     *
     * @param commandToCashDaysMedian from command to the bank's booking, days
     * @param matchedShareByCount of the bank's entries, percent
     * @param matchedShareByValue of the bank's entries, percent
     * @param estimatedShare of the delivered quantity, percent
     * @param readings recorded in the period
     * @param readingsSetAside of them not believed
     * @param readingsMissing sequences that never came
     */
    public record Measures(
            @Nullable BigDecimal commandToCashDaysMedian,
            @Nullable BigDecimal commandToCashDaysP95,
            @Nullable BigDecimal matchedShareByCount,
            @Nullable BigDecimal matchedShareByValue,
            @Nullable BigDecimal estimatedShare,
            long readings,
            long readingsSetAside,
            long readingsMissing) {}

    public record Check(String name, BigDecimal left, BigDecimal right, boolean holds) {}

    public record Change(String figure, @Nullable String before, @Nullable String now) {}

    /**
     * @param file name beside the report
     */
    public record Detail(String file, long rows, String sha256) {}

    /** Everything that can change from version to version, by name. */
    public SortedMap<String, String> figures() {
        SortedMap<String, String> figures = new TreeMap<>();
        figures.put("header.contractVersion", Integer.toString(header.contractVersion()));
        figures.put("header.state", header.state());
        figures.put("header.asOf", header.asOf().toString());
        figures.put("header.evidence.root", String.valueOf(header.evidence().root()));
        for (BridgeLine line : bridge) {
            String of = "bridge." + line.meterId() + ".";
            put(figures, of + "opening", line.opening());
            put(figures, of + "deliveries", line.deliveries());
            put(figures, of + "adjustments", line.adjustments());
            put(figures, of + "closing", line.closing());
            put(figures, of + "consumed", line.consumed());
            figures.put(of + "state", line.state());
        }
        if (meters != null) {
            meters.forEach(chapter -> figures.putAll(MeterTables.figures(chapter)));
        }
        for (MatchLine line : match) {
            String of = "match." + line.name() + ".";
            put(figures, of + "quantity", line.quantity());
            put(figures, of + "net", line.net());
            put(figures, of + "tax", line.tax());
            put(figures, of + "gross", line.gross());
        }
        for (PriceLine line : prices) {
            figures.put(
                    "price." + line.line(),
                    "%s x %s = %s"
                            .formatted(
                                    line.quantity().toString(),
                                    line.unitPrice().toPlainString(),
                                    line.amountExact().toString()));
        }
        for (InvoiceLine line : invoices) {
            put(figures, "invoice." + line.documentId(), line.gross());
        }
        figures.put("exceptions.count", Integer.toString(exceptions.size()));
        for (Finding one : exceptions) {
            figures.put("exception." + one.kind() + "." + one.subject(), one.detail());
        }
        for (AgeBucket bucket : ageing) {
            put(figures, "ageing." + bucket.days(), bucket.amount());
        }
        figures.put("measures.readings", Long.toString(measures.readings()));
        figures.put("measures.readingsSetAside", Long.toString(measures.readingsSetAside()));
        for (Detail detail : details) {
            figures.put("detail." + detail.file(), detail.sha256());
        }
        return figures;
    }

    private static void put(
            SortedMap<String, String> figures, String name, @Nullable BigDecimal value) {
        if (value != null) {
            figures.put(name, value.toPlainString());
        }
    }
}

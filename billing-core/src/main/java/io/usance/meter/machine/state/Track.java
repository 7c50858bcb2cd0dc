package io.usance.meter.machine.state;

import io.usance.meter.machine.spec.PartQuality;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The account of one metered quantity: where its registers or its state stood at the last reading,
 * what was made in each period that is not closed, and what of it was issued.
 */
final class Track {

    /** Where the quantity's registers, or the state, stood at its last reading. */
    record Anchor(
            long plus,
            long less,
            long atMs,
            @Nullable String state,
            @Nullable PartQuality quality) {}

    /**
     * What belongs to a period.
     *
     * @param ticks made
     * @param rolledTicks by which the display changed at rollovers; not told yet
     * @param exchangedTicks by which the display changed at exchanges; not told yet
     * @param endShown display at the period's end; null until it is reached
     */
    record Bucket(long ticks, long rolledTicks, long exchangedTicks, @Nullable Long endShown) {
        static final Bucket EMPTY = new Bucket(0, 0, 0, null);

        Bucket plus(long more, long rolled, long exchanged, @Nullable Long end) {
            return new Bucket(
                    ticks + more,
                    rolledTicks + rolled,
                    exchangedTicks + exchanged,
                    end == null ? endShown : end);
        }
    }

    /**
     * Metering began for a contract; not told yet.
     *
     * @param contractFromMs which contract
     * @param shown display in ticks
     */
    record Opening(long contractFromMs, long shown, long atMs) {}

    /**
     * The quarter of an hour that is running.
     *
     * @param fromMs when what counts of it began
     * @param covered no gap so far
     */
    record Quarter(long startMs, long fromMs, long ticks, boolean covered) {}

    /**
     * Of the open period.
     *
     * @param opening book register, thousandths; null if there is none
     * @param adjusted thousandths
     * @param issued thousandths
     * @param restTicks left over by rounding in earlier periods
     */
    record Ledger(@Nullable Long opening, long adjusted, long issued, long restTicks) {
        static final Ledger NEW = new Ledger(null, 0, 0, 0);
    }

    private final Output output;
    private @Nullable Anchor anchor;
    private final TreeMap<Long, Bucket> buckets = new TreeMap<>();
    private final List<Opening> openings = new ArrayList<>();
    private long openedFromMs = Long.MIN_VALUE;
    private @Nullable Quarter quarter;
    private Ledger ledger = Ledger.NEW;

    Track(Output output) {
        this.output = output;
    }

    /** Stored form; buckets by the beginning of their period. */
    record Form(
            String name,
            @Nullable Anchor anchor,
            Map<Long, Bucket> buckets,
            List<Opening> openings,
            long openedFromMs,
            @Nullable Quarter quarter,
            Ledger ledger) {}

    Form form() {
        return new Form(
                output.name(),
                anchor,
                new TreeMap<>(buckets),
                List.copyOf(openings),
                openedFromMs,
                quarter,
                ledger);
    }

    static Track of(Output output, Form form) {
        Track track = new Track(output);
        track.anchor = form.anchor();
        track.buckets.putAll(form.buckets());
        track.openings.addAll(form.openings());
        track.openedFromMs = form.openedFromMs();
        track.quarter = form.quarter();
        track.ledger = form.ledger();
        return track;
    }

    Track copy() {
        Track copy = new Track(output);
        copy.anchor = anchor;
        copy.buckets.putAll(buckets);
        copy.openings.addAll(openings);
        copy.openedFromMs = openedFromMs;
        copy.quarter = quarter;
        copy.ledger = ledger;
        return copy;
    }

    Output output() {
        return output;
    }

    @Nullable Anchor anchor() {
        return anchor;
    }

    void anchor(Anchor reached) {
        anchor = reached;
    }

    /** Whether a reading at that time, or later, was seen. */
    boolean hasReached(long ms) {
        return anchor != null && anchor.atMs() >= ms;
    }

    Bucket bucket(long startMs) {
        return buckets.getOrDefault(startMs, Bucket.EMPTY);
    }

    void add(long startMs, long ticks, long rolled, long exchanged, @Nullable Long endShown) {
        buckets.put(startMs, bucket(startMs).plus(ticks, rolled, exchanged, endShown));
    }

    /** Notes the display where metering for a contract begins, once. */
    void open(Opening opening) {
        if (openedFromMs != opening.contractFromMs()) {
            openedFromMs = opening.contractFromMs();
            openings.add(opening);
        }
    }

    List<Opening> openings() {
        return openings;
    }

    @Nullable Quarter quarter() {
        return quarter;
    }

    void quarter(@Nullable Quarter running) {
        quarter = running;
    }

    Ledger ledger() {
        return ledger;
    }

    /** The open period's thousandths made so far. */
    long madeMilli(long startMs) {
        return output.milli(ledger.restTicks() + bucket(startMs).ticks());
    }

    void opened(long contractFromMs, @Nullable Long openingMilli) {
        openings.removeIf(opening -> opening.contractFromMs() == contractFromMs);
        ledger = new Ledger(openingMilli, ledger.adjusted(), ledger.issued(), ledger.restTicks());
    }

    void issued(long totalMilli) {
        ledger = new Ledger(ledger.opening(), ledger.adjusted(), totalMilli, ledger.restTicks());
    }

    /** A change of the display was told. */
    void adjusted(long startMs, boolean rolled, long milli) {
        Bucket bucket = bucket(startMs);
        buckets.put(
                startMs,
                new Bucket(
                        bucket.ticks(),
                        rolled ? 0 : bucket.rolledTicks(),
                        rolled ? bucket.exchangedTicks() : 0,
                        bucket.endShown()));
        ledger =
                new Ledger(
                        ledger.opening(),
                        ledger.adjusted() + milli,
                        ledger.issued(),
                        ledger.restTicks());
    }

    /** The period is closed, and the next one of the same contract opens. */
    void closed(long startMs, long endMs, long consumedMilli, @Nullable Long closingMilli) {
        long ticks = ledger.restTicks() + bucket(startMs).ticks();
        buckets.remove(startMs);
        long rest = ticks - consumedMilli * output.ticksPerMilli();
        ledger = new Ledger(closingMilli, 0, 0, rest);
        if (quarter != null && quarter.startMs() < endMs) {
            // What is still to come of it is late.
            quarter = new Quarter(quarter.startMs(), quarter.fromMs(), 0, false);
        }
    }

    /** The contract is over; another one may have begun. */
    void left() {
        ledger = Ledger.NEW;
    }
}

/**
 * From a sensor's readings to levels that stand, rises of the level, and stocks at an instant.
 *
 * <p>{@link io.usance.meter.silo.filter.LevelFilter} takes each accepted reading through {@code
 * DeviceOrder}, {@code StockScale} and {@code RateCheck}; {@link
 * io.usance.meter.silo.filter.LevelTrack} meters it by {@code Continuity}, {@code PlateauWindow},
 * {@code RefillMachine} and, between two sensors, {@code Changeover}. It knows neither contracts
 * nor deliveries: whose stock must be known when, and what becomes of a rise, is asked of and told
 * to the {@link io.usance.meter.silo.filter.Books}. All arithmetic is in whole thousandths of the
 * silo's base unit.
 *
 * <p>Records here are in stored snapshots. Their components keep name and type, and they have no
 * methods named {@code is} or {@code get} without arguments that another package may call: a plain
 * JSON binding would store those too.
 *
 * <h2>Rationale</h2>
 *
 * <p><b>Medians of five, in the device's order.</b> Two wild values in a group do not move it. A
 * gateway that replays its buffer reconstructs times, so around a refill the times of neighbouring
 * samples are interleaved; the device's own sequence is not.
 *
 * <p><b>The stock at an instant</b> is interpolated between the groups before and after it. Between
 * refills the stock only falls, so it lies between the two medians; the farther of them bounds the
 * interpolation's error and is part of the printed uncertainty, with the medians' noise (k = 2) and
 * half a resolution. Bounds are added, not combined as squares. If a refill is in progress, the
 * stock is that before it, carried on by the average draw.
 *
 * <p><b>A value that does not move proves nothing.</b> Five equal values in a row may be a plateau
 * or a stuck sensor. Boundaries, settling refills and the windows of delivery notes wait, within a
 * limit, until the value moves.
 *
 * <p><b>A sensor of unknown noise.</b> {@code SensorLearning} works out noise and resolution from
 * blocks of readings in the device's order; until the first in which the level moves nothing is
 * issued, for an opening's uncertainty is printed once. What was learnt never shrinks: where a
 * tolerance shrinks, old noise becomes a refill. {@code SensorLearningTest} bills the months
 * measured below with sensors not given: of 88 with 8 seeds all were within, |error|/U at most
 * 0.76.
 *
 * <p><b>Falls wait in hours, not in readings.</b> A gateway that is offline repeats its zero as
 * often as it is asked, so a number of readings confirms nothing. What is usual is learnt from the
 * silo itself by {@code Rates}; {@code Suspense} holds one reading before the fall and two behind
 * it, whatever the time.
 *
 * <p><b>A witness beside the balance.</b> {@code Course} sums the decreases of the level and shares
 * nothing with the balance but the readings. All decreases are an upper bound, those of one level a
 * day, always at the same time, a lower one: neither needs a model of the swing.
 *
 * <p><b>The same time next day.</b> A swing of day and night has the period of a day, and at the
 * same time of day it is nearly the same. So a small slow rise waits a day rather than being
 * fitted; one that is taken back keeps its number as FAINT, for a note may still say that it was a
 * delivery.
 *
 * <p><b>Before the rise or after it.</b> A boundary that turns out to lie beside a refill takes the
 * plateau before it with the draw since; an interpolation across would mix both sides.
 *
 * <p><b>The scale of a stock.</b> Each reading is converted by what is in force when it was
 * sampled. When a density comes into force, all levels in memory move to the new scale by the exact
 * ratio, and the stock before (before the rise, while one is in progress) times that ratio less one
 * is a dated adjustment; so nothing waits, and no plateau is measured across. A boundary at or
 * before that instant is measured by readings taken back to the old scale. A calibration is not a
 * ratio in a cone, so it opens a segment, and what is stamped before it afterwards is evidence
 * only.
 *
 * <p><b>Impossible rates are set aside, not refused.</b> Refusing would leave a hole in the order,
 * for which everything behind it would be held for hours, and on arrival a reading's neighbours are
 * not known. So it is recorded, keeps its place, and an event says that nothing is metered by it.
 */
@org.jspecify.annotations.NullMarked
package io.usance.meter.silo.filter;

/**
 * From a sensor's signal to what is in the vessel: distance or level to volume, volume to mass.
 *
 * <p>Pure: values in, values out, no clock, and no floating point, so that a replay on any machine
 * gives the same bits. Knows nothing of silos, contracts or readings; metering calls it.
 *
 * <pre>
 * distance ── Calibration ──► level ── Vessel, HeapCorrection ──► volume
 *          ── TemperatureReduction ──► volume at 15 °C ── Density ──► (dry) mass
 * </pre>
 *
 * <p>Whatever lies outside what was given is refused, never extrapolated: a level outside the
 * vessel or beyond the ends of its strapping table (metering takes one within its sensor's own
 * uncertainty as the end itself), a time before the first calibration or density, a temperature
 * beyond the range of the reduction.
 *
 * <h2>Rationale</h2>
 *
 * <p><b>Formulas, not tables prepared from them.</b> The volume of a level is computed from the
 * shape's formula at every reading, in decimals or in binary fixed point, and rounded once, to a
 * cubic millimetre (10⁻⁹ m³). A prepared table would be faster by a microsecond, and would have an
 * interpolation error to explain, a size to limit, and a place to be cached.
 *
 * <p><b>Constant heaps.</b> A heap's correction is a constant volume. It cancels in the balance of
 * two stocks; it only makes the stocks themselves right.
 */
@org.jspecify.annotations.NullMarked
package io.usance.level;

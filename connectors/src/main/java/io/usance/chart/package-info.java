/**
 * Figures from plain values: shapes, axes and the one writer of SVG. It knows no meter, no report
 * and no unit but as text; the same values give the same bytes.
 */
@NullMarked
package io.usance.chart;

import org.jspecify.annotations.NullMarked;

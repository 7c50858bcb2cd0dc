package io.usance.level;

import io.usance.level.Vessel.Box;
import io.usance.level.Vessel.ConeCylinder;
import io.usance.level.Vessel.HorizontalCylinder;
import io.usance.level.Vessel.SphericalCap;
import io.usance.level.Vessel.StrappingTable;
import io.usance.level.Vessel.StrappingTable.Point;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * The formulas of {@link Vessel}. Products of decimals are exact; each volume is rounded once, by
 * its one division, half-even to a cubic millimetre.
 */
final class Volumes {

    /** A picometre; over 1,000 m² that is a thousandth of a cubic millimetre. */
    static final int LEVEL_DECIMALS = 9;

    private static final BigDecimal THREE = BigDecimal.valueOf(3);
    private static final BigDecimal MM3_PER_L = new BigDecimal("1000000");

    private Volumes() {}

    /** The volume below a level that is within the vessel; a whole number. */
    static BigDecimal mm3(Vessel vessel, BigDecimal level) {
        return switch (vessel) {
            case ConeCylinder silo -> mm3(silo, level);
            case HorizontalCylinder tank -> mm3(tank, level);
            case SphericalCap cap -> mm3(cap, level);
            case Box box ->
                    box.lengthMm()
                            .multiply(box.widthMm())
                            .multiply(level)
                            .setScale(0, RoundingMode.HALF_EVEN);
            case StrappingTable table -> mm3(table, level);
        };
    }

    /**
     * A frustum of radii r0 and r: {@code V = πh/3·(r0² + r0·r + r²)}, up to the cone's height Hc,
     * {@code r(h) = r0 + (R − r0)h/Hc}; above it {@code V(Hc) + πR²(h − Hc)}.
     */
    private static BigDecimal mm3(ConeCylinder silo, BigDecimal level) {
        BigDecimal top = silo.radiusMm();
        BigDecimal outlet = silo.outletRadiusMm();
        BigDecimal cone = silo.coneHeightMm();
        if (level.compareTo(cone) >= 0) {
            BigDecimal above = level.subtract(cone).multiply(top).multiply(top).multiply(THREE);
            BigDecimal whole = frustum(outlet, top).multiply(cone).add(above);
            return rounded(whole.multiply(Fixed.PI), THREE);
        }
        // Both radii times Hc, so that the only division is the last step.
        BigDecimal lower = outlet.multiply(cone);
        BigDecimal upper = lower.add(top.subtract(outlet).multiply(level));
        return rounded(
                frustum(lower, upper).multiply(level).multiply(Fixed.PI),
                THREE.multiply(cone).multiply(cone));
    }

    private static BigDecimal frustum(BigDecimal a, BigDecimal b) {
        return a.multiply(a).add(a.multiply(b)).add(b.multiply(b));
    }

    /**
     * {@code V = L·(R²·acos((R − h)/R) − (R − h)·√(2Rh − h²))}, which with u = (R − h)/R is {@code
     * L·R²·(acos u − u·√(1 − u²))}.
     */
    private static BigDecimal mm3(HorizontalCylinder tank, BigDecimal level) {
        BigDecimal radius = tank.radiusMm();
        BigInteger u = Fixed.ratio(radius.subtract(level), radius);
        BigInteger sine = Fixed.complement(u);
        BigInteger segment = Fixed.angle(u, sine).subtract(Fixed.times(u, sine));
        return Fixed.times(segment, radius.multiply(radius).multiply(tank.lengthMm()), 0);
    }

    /** {@code V = πh²(3a − h)/3}. */
    private static BigDecimal mm3(SphericalCap cap, BigDecimal level) {
        BigDecimal rest = cap.sphereRadiusMm().multiply(THREE).subtract(level);
        return rounded(level.multiply(level).multiply(rest).multiply(Fixed.PI), THREE);
    }

    private static BigDecimal mm3(StrappingTable table, BigDecimal level) {
        int low = 0;
        int high = table.points().size() - 1;
        while (high - low > 1) {
            int middle = (low + high) / 2;
            if (table.points().get(middle).levelMm().compareTo(level) <= 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return between(table.points().get(low), table.points().get(high), level);
    }

    private static BigDecimal between(Point below, Point above, BigDecimal level) {
        BigDecimal span = above.levelMm().subtract(below.levelMm());
        BigDecimal rise = above.volumeL().subtract(below.volumeL());
        BigDecimal litres =
                below.volumeL().multiply(span).add(rise.multiply(level.subtract(below.levelMm())));
        return rounded(litres.multiply(MM3_PER_L), span);
    }

    private static BigDecimal rounded(BigDecimal dividend, BigDecimal divisor) {
        return dividend.divide(divisor, 0, RoundingMode.HALF_EVEN);
    }
}

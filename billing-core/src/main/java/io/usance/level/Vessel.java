package io.usance.level;

import static io.usance.failure.Checks.all;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.OptionalLong;

/**
 * The inside of a silo or tank: which volume lies below a level.
 *
 * <p>Levels are in millimetres above the lowest inner point (of a strapping table: above its own
 * datum). All lengths are inner lengths, at most 200 m, with at most 12 decimals; constructors
 * throw {@code IllegalArgumentException} for anything else.
 */
public sealed interface Vessel {

    /** The lowest level there is a volume for. */
    BigDecimal lowestMm();

    /** The highest level there is a volume for. */
    BigDecimal highestMm();

    /**
     * The volume below a level in cubic millimetres, rounded half-even; empty if the level is
     * outside {@link #lowestMm} to {@link #highestMm}, both inclusive. The level is rounded to a
     * picometre first.
     */
    default OptionalLong volumeMm3(BigDecimal levelMm) {
        if (levelMm.compareTo(lowestMm()) < 0 || levelMm.compareTo(highestMm()) > 0) {
            return OptionalLong.empty();
        }
        BigDecimal level = levelMm.setScale(Volumes.LEVEL_DECIMALS, RoundingMode.HALF_EVEN);
        return OptionalLong.of(Volumes.mm3(this, level).longValueExact());
    }

    /**
     * An upright cylinder on a cone that narrows to an outlet.
     *
     * @param radiusMm of the cylinder, above 0
     * @param outletRadiusMm of the cone's lower end, 0 to {@code radiusMm}
     * @param coneHeightMm 0 for a flat bottom
     * @param cylinderHeightMm 0 for a cone alone; not both are 0
     */
    record ConeCylinder(
            BigDecimal radiusMm,
            BigDecimal outletRadiusMm,
            BigDecimal coneHeightMm,
            BigDecimal cylinderHeightMm)
            implements Vessel {

        public ConeCylinder {
            radiusMm = Sizes.positiveLength("radiusMm", radiusMm);
            outletRadiusMm =
                    Sizes.within("outletRadiusMm", outletRadiusMm, BigDecimal.ZERO, radiusMm);
            coneHeightMm = Sizes.length("coneHeightMm", coneHeightMm);
            cylinderHeightMm = Sizes.length("cylinderHeightMm", cylinderHeightMm);
            Sizes.positive("coneHeightMm + cylinderHeightMm", coneHeightMm.add(cylinderHeightMm));
        }

        @Override
        public BigDecimal lowestMm() {
            return BigDecimal.ZERO;
        }

        @Override
        public BigDecimal highestMm() {
            return coneHeightMm.add(cylinderHeightMm);
        }
    }

    /** A cylinder lying on its side, with flat ends. Both lengths are above 0. */
    record HorizontalCylinder(BigDecimal radiusMm, BigDecimal lengthMm) implements Vessel {

        public HorizontalCylinder {
            radiusMm = Sizes.positiveLength("radiusMm", radiusMm);
            lengthMm = Sizes.positiveLength("lengthMm", lengthMm);
        }

        @Override
        public BigDecimal lowestMm() {
            return BigDecimal.ZERO;
        }

        @Override
        public BigDecimal highestMm() {
            return radiusMm.add(radiusMm);
        }
    }

    /**
     * A dish or a whole sphere, filled from below.
     *
     * @param sphereRadiusMm of the sphere it is a part of, above 0
     * @param heightMm above 0, at most the sphere's diameter
     */
    record SphericalCap(BigDecimal sphereRadiusMm, BigDecimal heightMm) implements Vessel {

        public SphericalCap {
            sphereRadiusMm = Sizes.positiveLength("sphereRadiusMm", sphereRadiusMm);
            BigDecimal diameter = sphereRadiusMm.add(sphereRadiusMm);
            heightMm = Sizes.within("heightMm", heightMm, BigDecimal.ZERO, diameter);
            Sizes.positive("heightMm", heightMm);
        }

        @Override
        public BigDecimal lowestMm() {
            return BigDecimal.ZERO;
        }

        @Override
        public BigDecimal highestMm() {
            return heightMm;
        }
    }

    /** A bunker with upright walls. All lengths are above 0. */
    record Box(BigDecimal lengthMm, BigDecimal widthMm, BigDecimal heightMm) implements Vessel {

        public Box {
            lengthMm = Sizes.positiveLength("lengthMm", lengthMm);
            widthMm = Sizes.positiveLength("widthMm", widthMm);
            heightMm = Sizes.positiveLength("heightMm", heightMm);
        }

        @Override
        public BigDecimal lowestMm() {
            return BigDecimal.ZERO;
        }

        @Override
        public BigDecimal highestMm() {
            return heightMm;
        }
    }

    /**
     * A gauged vessel: piecewise linear between measured points, nothing below the first or above
     * the last of them.
     *
     * @param points 2 to {@link #POINTS_MAX}; levels rise, volumes do not fall
     */
    record StrappingTable(List<Point> points) implements Vessel {

        /** A table by the centimetre of a vessel of 40 m. */
        public static final int POINTS_MAX = 4096;

        private static final BigDecimal VOLUME_L_MAX = new BigDecimal("10000000000");

        /**
         * One measured point.
         *
         * @param levelMm 0 or more
         * @param volumeL litres below it, 0 or more
         */
        public record Point(BigDecimal levelMm, BigDecimal volumeL) {

            public Point {
                levelMm = Sizes.length("levelMm", levelMm);
                volumeL = Sizes.within("volumeL", volumeL, BigDecimal.ZERO, VOLUME_L_MAX);
            }
        }

        public StrappingTable {
            points = List.copyOf(all(points, "strappingTable.points"));
            if (points.size() < 2 || points.size() > POINTS_MAX) {
                throw new IllegalArgumentException(
                        "a strapping table has "
                                + points.size()
                                + " points, not 2 to "
                                + POINTS_MAX);
            }
            for (int i = 1; i < points.size(); i++) {
                requireRising(points.get(i - 1), points.get(i), i);
            }
        }

        private static void requireRising(Point before, Point next, int index) {
            if (next.levelMm.compareTo(before.levelMm) <= 0
                    || next.volumeL.compareTo(before.volumeL) < 0) {
                throw new IllegalArgumentException(
                        "a strapping table must rise: points["
                                + index
                                + "] is "
                                + next.volumeL
                                + " L at "
                                + next.levelMm
                                + " mm after "
                                + before.volumeL
                                + " L at "
                                + before.levelMm
                                + " mm; correct the table");
            }
        }

        @Override
        public BigDecimal lowestMm() {
            return points.getFirst().levelMm;
        }

        @Override
        public BigDecimal highestMm() {
            return points.getLast().levelMm;
        }
    }
}

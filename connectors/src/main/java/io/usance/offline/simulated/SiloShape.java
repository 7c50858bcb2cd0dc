package io.usance.offline.simulated;

import io.usance.level.Vessel;
import java.math.BigDecimal;
import java.util.List;

/** Insides of simulated silos, of 127 to 130 m³ each. */
public enum SiloShape {
    /** A cylinder on a cone. */
    CONE,
    /** A cylinder on its side. */
    HORIZONTAL,
    /** A dish. */
    CAP,
    BOX,
    /** A gauged vessel with a dent. */
    TABLE;

    /** Of {@link #CONE}. */
    static final BigDecimal CONE_RADIUS_MM = mm(1_900);

    Vessel vessel() {
        return switch (this) {
            case CONE -> new Vessel.ConeCylinder(CONE_RADIUS_MM, mm(150), mm(2_800), mm(10_200));
            case HORIZONTAL -> new Vessel.HorizontalCylinder(mm(1_750), mm(13_200));
            case CAP -> new Vessel.SphericalCap(mm(3_400), mm(4_800));
            case BOX -> new Vessel.Box(mm(4_000), mm(4_000), mm(8_000));
            case TABLE ->
                    new Vessel.StrappingTable(
                            List.of(
                                    point(0, 120),
                                    point(600, 4_600),
                                    point(1_500, 18_300),
                                    point(3_000, 42_900),
                                    point(3_500, 49_700),
                                    point(6_000, 91_000),
                                    point(8_300, 128_900)));
        };
    }

    private static Vessel.StrappingTable.Point point(long levelMm, long litres) {
        return new Vessel.StrappingTable.Point(mm(levelMm), BigDecimal.valueOf(litres));
    }

    private static BigDecimal mm(long millimetres) {
        return BigDecimal.valueOf(millimetres);
    }
}

package io.usance.meter.silo.state;

import io.usance.level.Calibration;
import io.usance.level.Density;
import io.usance.level.HeapCorrection;
import io.usance.level.HeapCorrection.FixedVolume;
import io.usance.level.HeapCorrection.ReposeCone;
import io.usance.level.LevelSpec;
import io.usance.level.TemperatureReduction;
import io.usance.level.Vessel;
import io.usance.level.Vessel.Box;
import io.usance.level.Vessel.ConeCylinder;
import io.usance.level.Vessel.HorizontalCylinder;
import io.usance.level.Vessel.SphericalCap;
import io.usance.level.Vessel.StrappingTable;
import io.usance.level.Vessel.StrappingTable.Point;
import io.usance.quantity.DecimalText;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@link LevelSpec} as texts, for a snapshot: each list in the order of the record's components;
 * an absent value is an empty text.
 *
 * @param vessel the shape's name and sizes; null if there is none
 * @param heap the correction's name and sizes; null if there is none
 * @param reduction null if there is none
 */
public record LevelTexts(
        @Nullable List<String> vessel,
        List<List<String>> calibrations,
        List<List<String>> densities,
        @Nullable List<String> heap,
        @Nullable List<String> reduction) {

    static LevelTexts of(LevelSpec level) {
        TemperatureReduction reduction = level.reduction();
        return new LevelTexts(
                level.vessel() == null ? null : texts(level.vessel()),
                level.calibrations().stream().map(LevelTexts::texts).toList(),
                level.densities().stream().map(LevelTexts::texts).toList(),
                level.heap() == null ? null : texts(level.heap()),
                reduction == null ? null : texts("", reduction.k0(), reduction.k1()));
    }

    LevelSpec spec() {
        return new LevelSpec(
                vessel == null ? null : vessel(vessel),
                calibrations.stream().map(LevelTexts::calibration).toList(),
                densities.stream().map(LevelTexts::density).toList(),
                heap == null ? null : heap(heap),
                reduction == null
                        ? null
                        : new TemperatureReduction(number(reduction, 1), number(reduction, 2)));
    }

    private static List<String> texts(Vessel vessel) {
        return switch (vessel) {
            case ConeCylinder silo ->
                    texts(
                            "ConeCylinder",
                            silo.radiusMm(),
                            silo.outletRadiusMm(),
                            silo.coneHeightMm(),
                            silo.cylinderHeightMm());
            case HorizontalCylinder tank ->
                    texts("HorizontalCylinder", tank.radiusMm(), tank.lengthMm());
            case SphericalCap cap -> texts("SphericalCap", cap.sphereRadiusMm(), cap.heightMm());
            case Box box -> texts("Box", box.lengthMm(), box.widthMm(), box.heightMm());
            case StrappingTable table -> texts(table);
        };
    }

    private static List<String> texts(StrappingTable table) {
        List<String> texts = new ArrayList<>();
        texts.add("StrappingTable");
        for (Point point : table.points()) {
            texts.add(point.levelMm().toPlainString());
            texts.add(point.volumeL().toPlainString());
        }
        return List.copyOf(texts);
    }

    private static Vessel vessel(List<String> texts) {
        return switch (texts.getFirst()) {
            case "ConeCylinder" ->
                    new ConeCylinder(
                            number(texts, 1), number(texts, 2), number(texts, 3), number(texts, 4));
            case "HorizontalCylinder" -> new HorizontalCylinder(number(texts, 1), number(texts, 2));
            case "SphericalCap" -> new SphericalCap(number(texts, 1), number(texts, 2));
            case "Box" -> new Box(number(texts, 1), number(texts, 2), number(texts, 3));
            case "StrappingTable" -> table(texts);
            default -> throw unknown(texts);
        };
    }

    private static StrappingTable table(List<String> texts) {
        List<Point> points = new ArrayList<>();
        for (int i = 1; i + 1 < texts.size(); i += 2) {
            points.add(new Point(number(texts, i), number(texts, i + 1)));
        }
        return new StrappingTable(points);
    }

    private static List<String> texts(HeapCorrection heap) {
        return switch (heap) {
            case ReposeCone cone ->
                    texts("ReposeCone", cone.radiusMm(), cone.sensorAtMm(), cone.reposeDegrees());
            case FixedVolume fixed -> texts("FixedVolume", fixed.offsetL());
        };
    }

    private static HeapCorrection heap(List<String> texts) {
        return switch (texts.getFirst()) {
            case "ReposeCone" ->
                    new ReposeCone(number(texts, 1), number(texts, 2), number(texts, 3));
            case "FixedVolume" -> new FixedVolume(number(texts, 1));
            default -> throw unknown(texts);
        };
    }

    private static List<String> texts(Calibration calibration) {
        List<String> texts = new ArrayList<>();
        texts.add(calibration.sensorId());
        texts.add(calibration.validFrom().toString());
        texts.add(text(calibration.referenceHeightMm()));
        texts.add(text(calibration.spanMm()));
        texts.add(text(calibration.gain()));
        texts.add(text(calibration.offsetMm()));
        // Left out where there is none, as it was before there was one.
        if (calibration.soundAtCel() != null) {
            texts.add(text(calibration.soundAtCel()));
        }
        return List.copyOf(texts);
    }

    private static Calibration calibration(List<String> texts) {
        return new Calibration(
                texts.get(0),
                Instant.parse(texts.get(1)),
                optional(texts.get(2)),
                optional(texts.get(3)),
                optional(texts.get(4)),
                optional(texts.get(5)),
                texts.size() > 6 ? optional(texts.get(6)) : null);
    }

    private static List<String> texts(Density density) {
        return List.of(
                density.validFrom().toString(),
                density.kgPerM3().toPlainString(),
                text(density.moisturePercent()));
    }

    private static Density density(List<String> texts) {
        return new Density(Instant.parse(texts.get(0)), number(texts, 1), optional(texts.get(2)));
    }

    private static List<String> texts(String name, BigDecimal... sizes) {
        List<String> texts = new ArrayList<>();
        texts.add(name);
        for (BigDecimal size : sizes) {
            texts.add(size.toPlainString());
        }
        return List.copyOf(texts);
    }

    private static String text(@Nullable BigDecimal value) {
        return value == null ? "" : value.toPlainString();
    }

    private static BigDecimal number(List<String> texts, int index) {
        return DecimalText.parse(texts.get(index));
    }

    private static @Nullable BigDecimal optional(String text) {
        return text.isEmpty() ? null : DecimalText.parse(text);
    }

    private static IllegalArgumentException unknown(List<String> texts) {
        return new IllegalArgumentException(
                texts.getFirst() + " is unknown: the snapshot was written by another version");
    }
}

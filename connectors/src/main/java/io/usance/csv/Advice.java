package io.usance.csv;

import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What to change in a file or a silo, by the reason for which rows were refused. */
public final class Advice {
    private static final Map<String, String> BY_REASON =
            Map.ofEntries(
                    Map.entry(
                            "UNIT_MISMATCH",
                            "readings are of another dimension than the capacity: give silo.json densityKgPerM3, or say the unit with --unit"),
                    Map.entry("UNKNOWN_UNIT", "say the unit with --unit"),
                    Map.entry(
                            "UNKNOWN_KIND",
                            "say what the sensor reports with --reading-kind: MASS, VOLUME, DISTANCE, LEVEL or PERCENT"),
                    Map.entry(
                            "UNKNOWN_SENSOR",
                            "write the device's id into sensor.sensorId of silo.json, or leave the column out with --columns sensor_id="),
                    Map.entry(
                            "UNKNOWN_CALIBRATION",
                            "give silo.json a calibration of the sensor from before the readings (level.calibrations)"),
                    Map.entry(
                            "NO_DENSITY",
                            "give silo.json a density from before the readings (level.densities)"),
                    Map.entry(
                            "NO_TEMPERATURE",
                            "name the column with --columns temperature=NAME, or leave reduction and soundAtCel out of silo.json"),
                    Map.entry(
                            "OUT_OF_RANGE",
                            "the capacity in silo.json or the unit of the readings is wrong: say it with --unit"),
                    Map.entry(
                            "STUCK_SENSOR",
                            "if the level may stand still, set sensor.stuckAfterReadings in silo.json to 0"),
                    Map.entry(
                            "FUTURE_TIME",
                            "rows arrive before they are sampled: leave the arrival out with --columns received_at="),
                    Map.entry(
                            "NO_SEQUENCE",
                            "leave the counter out with --columns sequence=, or say sequencing TIME in silo.json"),
                    Map.entry(
                            "SEQUENCE_RESET",
                            "leave the device's counter out with --columns sequence= if the level goes on"),
                    Map.entry(
                            "SEQUENCE_JUMP",
                            "leave the device's counter out with --columns sequence= if the level goes on"),
                    Map.entry(
                            "BAD_STATUS",
                            "leave a status in other words than OK out with --columns status="),
                    Map.entry(
                            "CLOCK_NOT_SYNCHRONISED",
                            "leave a clock state in other words out with --columns clock="),
                    Map.entry(
                            "BAD_TIME", "name the column of times with --columns sampled_at=NAME"),
                    Map.entry(
                            "UNPARSABLE_NUMBER",
                            "name the column of values with --columns value=NAME, or what separates decimals with --decimal"),
                    Map.entry("BLANK_VALUE", "name the column of values with --columns value=NAME"),
                    Map.entry(
                            "WRONG_TYPE",
                            "leave a counter that is no whole number out with --columns sequence="));

    private Advice() {}

    /** Those for which there is advice. */
    public static Set<String> reasons() {
        return BY_REASON.keySet();
    }

    /** {@code 300 UNIT_MISMATCH, 2 BAD_TIME}, most first. */
    public static String counts(Map<String, Integer> byReason) {
        return byReason.entrySet().stream()
                .sorted(
                        Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                                .thenComparing(Map.Entry.comparingByKey()))
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
    }

    /** For the most frequent reason, behind a semicolon; empty if there is none to give. */
    public static String toChange(Map<String, Integer> byReason) {
        return byReason.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(entry -> BY_REASON.get(entry.getKey()))
                .map(advice -> "; " + advice)
                .orElse("");
    }
}

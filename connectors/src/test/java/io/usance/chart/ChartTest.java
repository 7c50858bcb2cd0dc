package io.usance.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChartTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    0    | 31.5  |  6 | 0 10 20 30
                    0    | 31.5  | 10 | 0 5 10 15 20 25 30
                    0    | 1     | 10 | 0.0 0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9 1.0
                    -1.1 | 2.24  | 10 | -1.0 -0.5 0.0 0.5 1.0 1.5 2.0
                    0    | 52000 |  6 | 0 10,000 20,000 30,000 40,000 50,000
                    """)
    void ticksAreAtRoundValues(double from, double to, int spacesMax, String labels) {
        List<Scale.Tick> ticks = new Scale(from, to, 190, 40).valueTicks(spacesMax);
        assertThat(ticks.stream().map(Scale.Tick::label)).containsExactly(labels.split(" "));
    }

    @Test
    void barsStandBetweenTheirValuesAndSayThem() {
        Drawing drawing =
                BarChart.of(
                        "Stock & more",
                        "t",
                        List.of(
                                BarChart.amount("opening", 10, 3, Colour.BLUE),
                                BarChart.change("− consumed", 10, 7.5, 3, Colour.RED)));
        List<Drawing.Box> boxes =
                drawing.shapes().stream()
                        .filter(Drawing.Box.class::isInstance)
                        .map(Drawing.Box.class::cast)
                        .toList();
        assertThat(boxes).hasSize(2);
        // The axis ends at 11.2 of 150 points: the fall of 2.5 is a quarter of the amount's height.
        assertThat(boxes.getLast().y()).isEqualTo(boxes.getFirst().y());
        assertThat(boxes.getLast().height()).isCloseTo(boxes.getFirst().height() / 4, offset(1e-9));
        assertThat(drawing.svg())
                .contains(">10.000</text>", ">-2.500</text>", ">Stock &amp; more</text>")
                .startsWith("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 760 230\"");
    }

    @Test
    void timesOutsideTheSpanAreDrawnAtItsEdge() {
        Instant start = Instant.parse("2026-03-01T00:00:00Z");
        Instant end = Instant.parse("2026-03-11T00:00:00Z");
        Drawing drawing =
                new TimeChart(start, end, ZoneId.of("UTC"))
                        .of(
                                "Silo A",
                                "t",
                                List.of(
                                        new TimeChart.Line(
                                                "level",
                                                Colour.BLUE,
                                                List.of(
                                                        new Point(start.minusSeconds(60), 0),
                                                        new Point(end.plusSeconds(60), 0)))),
                                new TimeChart.Marks("delivery", Colour.ORANGE, List.of()));
        assertThat(drawing.svg())
                .contains("<polyline points=\"70,220 740,220\" fill=\"none\" stroke=\"#1f5f8b\"")
                .contains(">03-01</text>", ">03-10</text>")
                .doesNotContain(">03-11</text>");
    }
}

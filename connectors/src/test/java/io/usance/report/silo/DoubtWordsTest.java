package io.usance.report.silo;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.silo.Doubt;
import io.usance.meter.silo.SiloEvent.MeteringDoubted;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.record.silo.DoubtWords;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a person reads of each doubt: what was seen, how much is at risk, what to do. */
class DoubtWordsTest {
    private static final Instant FROM = Instant.parse("2026-03-04T22:00:00Z");
    private static final Instant TO = Instant.parse("2026-03-05T04:15:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    UNUSUAL_FALL | 5800 | 310 | 5800 | the level fell by 5800.000 kg at once, where 310.000 kg was the most before
                    FALL_CAME_BACK | 5800 | 310 | 5800 | the level fell by 5800.000 kg and came back by 2026-03-05T04:15:00Z; nothing is metered of it
                    HIDDEN_DRAW | 9000 | 0 | 9000 | 9000.000 kg came without a note, over hours in which an unknown quantity was drawn
                    SATURATED | 9000 | 0 | 9000 | the level went beyond what the sensor can show, and at least 9000.000 kg came without a note
                    NOTE_CONTRADICTED | 9000 | 9400 | 400 | a note says 9000.000 kg, the level shows 9400.000 kg
                    DRAWN_BEYOND_BALANCE | 4000 | 6500 | 2500 | the level shows at least 6500.000 kg drawn, the stock balance 4000.000 kg
                    BALANCE_BEYOND_DRAWN | 6500 | 4000 | 2500 | the stock balance says 6500.000 kg drawn, the level shows at most 4000.000 kg
                    NEGATIVE_BALANCE | -1200 | 0 | 1200 | the stock balance is -1200.000 kg; a delivery is probably unrecorded
                    IMPOSSIBLE_STOCK | 33201 | 26500 | 6701 | the stock would be 33201.000 kg in a silo of 26500.000 kg
                    IMPOSSIBLE_STOCK | -800 | 26500 | 800 | the stock would be -800.000 kg in a silo of 26500.000 kg
                    LARGE_UNCERTAINTY | 2600 | 1000 | 2600 | the uncertainty is 2600.000 kg, above 1000.000 kg
                    DELIVERY_NOT_NOTED | 9000 | 0 | 9000 | the level rose by 9000.000 kg without a delivery note, and nothing is counted of it
                    """)
    void saysWhatWasSeen(Doubt doubt, long kg, long expected, long atRisk, String words) {
        MeteringDoubted event = event(doubt, kg, expected);
        assertThat(DoubtWords.of(event)).isEqualTo(words);
        assertThat(DoubtWords.atRisk(event)).isEqualTo(kg(atRisk));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    UNUSUAL_FALL | find out whether so much was drawn; it is billed once hours have confirmed it
                    FALL_CAME_BACK | look at sensor and gateway; if it was drawn and filled up, send the note
                    HIDDEN_DRAW | send the delivery note
                    SATURATED | send the delivery note, and fill no higher than the sensor shows
                    NOTE_CONTRADICTED | compare the weighbridge with the level
                    DRAWN_BEYOND_BALANCE | look for a delivery that is not counted and send its note
                    BALANCE_BEYOND_DRAWN | look for a delivery note that says too much
                    NEGATIVE_BALANCE | look for a delivery without a note and send it
                    IMPOSSIBLE_STOCK | compare capacity and calibration with the silo, and the notes with the level
                    LARGE_UNCERTAINTY | have the sensor read more often, and send all delivery notes
                    DELIVERY_NOT_NOTED | send the delivery note; it counts whenever it comes, in the period it is of
                    """)
    void saysWhatToDo(Doubt doubt, String action) {
        assertThat(DoubtWords.action(doubt)).isEqualTo(action);
    }

    /** None without words: a doubt added later stands in the tables above, too. */
    @ParameterizedTest
    @EnumSource
    void saysSomethingOfEach(Doubt doubt) {
        assertThat(DoubtWords.of(event(doubt, 7, 5))).contains("7.000 kg");
        assertThat(DoubtWords.action(doubt)).isNotBlank();
    }

    @Test
    void thereAreEleven() {
        assertThat(Doubt.values()).hasSize(11);
    }

    private static MeteringDoubted event(Doubt doubt, long kg, long expected) {
        return new MeteringDoubted(
                "silo-7", "c-1", "2026-03-01/2026-04-01", doubt, FROM, TO, kg(kg), kg(expected));
    }

    private static Quantity kg(long kilograms) {
        return new Quantity(1_000 * kilograms, Dimension.MASS);
    }
}

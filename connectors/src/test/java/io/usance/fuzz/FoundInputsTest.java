package io.usance.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.fuzz.Door.Answer;
import io.usance.fuzz.FoundInputs.Found;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a door once did not stand it stands now, within the limits of every input. */
class FoundInputsTest {
    private static final Map<String, Door> DOORS =
            Doors.all().stream().collect(Collectors.toMap(Door::name, Function.identity()));

    static List<Found> all() {
        return FoundInputs.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void isAnsweredWithinItsLimits(Found found) {
        Door door = DOORS.get(found.door());
        assertThat(door).as(found.door()).isNotNull();
        Door.Said said = new Fuzzer(door, null, 0).answer(found.input());
        if (!found.reason().isEmpty()) {
            assertThat(said.reason()).contains(found.reason());
            assertThat(said.answer()).isEqualTo(Answer.REFUSED);
        }
    }
}

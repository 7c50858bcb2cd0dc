package io.usance.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The window, however it stores its readings, against a plain list of them. */
class PlateauWindowTest {

    private static final int STEPS = 20_000;

    private final List<Sample> model = new ArrayList<>();
    private PlateauWindow window = new PlateauWindow();
    private Sample last = new Sample(0, 0, 0, 0);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void isAListOfTheLastTen(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (int step = 0; step < STEPS; step++) {
            PlateauWindow before = window.copy();
            List<Sample> were = List.copyOf(model);
            change(random);
            String where = "seed " + seed + " step " + step + " after " + last;
            assertThat(before.samples()).as("%s: copy", where).isEqualTo(were);
            assertSame(where);
            if (random.nextInt(10) == 0) {
                window = PlateauWindow.of(window.samples());
            }
        }
    }

    private void change(RandomGenerator random) {
        int what = random.nextInt(1_000);
        if (what == 0) {
            window.clear();
            model.clear();
        } else if (what < 10 && model.stream().allMatch(s -> Math.abs(s.milli()) < 1L << 40)) {
            Revaluation to = new Revaluation(new BigDecimal("640"), new BigDecimal("612.5"));
            window.revalue(to);
            model.replaceAll(to::of);
        } else {
            last = next(random);
            window.push(last);
            model.add(last);
            if (model.size() > 2 * PlateauWindow.GROUP) {
                model.removeFirst();
            }
        }
    }

    /** Mostly what an ordinary sensor says; at times what no {@code int} holds, or no factor. */
    private Sample next(RandomGenerator random) {
        long factor = List.of(1L, 1_000L, 1_000L, 1_000L, 1_000_000L).get(random.nextInt(5));
        long milli =
                switch (random.nextInt(60)) {
                    case 0 -> 0;
                    case 1 -> random.nextLong();
                    case 2 -> Long.MAX_VALUE - random.nextInt(3);
                    case 3 -> -random.nextInt(100_000);
                    default -> 20_000_000 + random.nextInt(3_000_000);
                };
        long shown =
                switch (random.nextInt(40)) {
                    case 0 -> milli * factor + 1;
                    case 1 -> random.nextLong();
                    case 2 -> milli * factor;
                    default -> milli * 1_000;
                };
        long ahead = random.nextInt(60) == 0 ? 40L * 86_400_000 : 900_000 - random.nextInt(99);
        long sequence =
                random.nextInt(60) == 0 ? last.sequence() + (1L << 33) : last.sequence() + 1;
        return new Sample(sequence, last.atMs() + ahead, milli, shown);
    }

    private void assertSame(String where) {
        assertThat(window.samples()).as(where).isEqualTo(model);
        assertThat(window.isEmpty()).as(where).isEqualTo(model.isEmpty());
        assertThat(window.newestSample()).as(where).isEqualTo(model.isEmpty() ? null : last());
        int size = model.size();
        assertThat(window.hasPlateau()).as(where).isEqualTo(size >= PlateauWindow.GROUP);
        assertThat(window.isFull()).as(where).isEqualTo(size == 2 * PlateauWindow.GROUP);
        if (size > 0) {
            List<Sample> group = model.subList(Math.max(0, size - PlateauWindow.GROUP), size);
            assertThat(window.newest()).as(where).isEqualTo(Plateau.of(group));
            assertThat(window.newestMilli()).as(where).isEqualTo(Plateau.of(group).milli());
            assertThat(window.withSequence(last().sequence())).as(where).isEqualTo(last());
            assertThat(window.withSequence(-1)).as(where).isNull();
        }
        if (size >= PlateauWindow.GROUP) {
            assertThat(window.newestStartMs())
                    .as(where)
                    .isEqualTo(model.get(size - PlateauWindow.GROUP).atMs());
        }
        if (size == 2 * PlateauWindow.GROUP) {
            Plateau older = Plateau.of(model.subList(0, PlateauWindow.GROUP));
            assertThat(window.older()).as(where).isEqualTo(older);
            assertThat(window.olderMilli()).as(where).isEqualTo(older.milli());
            assertThat(window.olderStartMs()).as(where).isEqualTo(model.getFirst().atMs());
            assertThat(window.olderEndMs())
                    .as(where)
                    .isEqualTo(model.get(PlateauWindow.GROUP - 1).atMs());
        }
    }

    private Sample last() {
        return model.getLast();
    }

    @Test
    void theMedianOfFiveIsTheThirdOfThemInOrder() {
        for (int code = 0; code < 3_125; code++) {
            long[] five = new long[5];
            for (int i = 0, rest = code; i < 5; i++, rest /= 5) {
                five[i] = rest % 5;
            }
            long median = Milli.medianOfFive(five[0], five[1], five[2], five[3], five[4]);
            Arrays.sort(five);
            assertThat(median).as(Arrays.toString(five)).isEqualTo(five[2]);
        }
    }
}

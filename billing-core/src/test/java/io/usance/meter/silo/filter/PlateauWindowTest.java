package io.usance.meter.silo.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The window, however it stores its readings, against a plain list of them. */
class PlateauWindowTest {

    private static final int STEPS = 5_000;

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
            assertSame(before.samples(), were, seed, step);
            assertSame(said(window), expected(), seed, step);
            if (random.nextInt(10) == 0) {
                window = PlateauWindow.of(window.samples());
            }
        }
    }

    /** Describes the step only if need be: there are many. */
    private void assertSame(List<?> found, List<?> expected, long seed, int step) {
        if (!found.equals(expected)) {
            assertThat(found).as("seed %d step %d after %s", seed, step, last).isEqualTo(expected);
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

    private static List<Object> said(PlateauWindow window) {
        List<Object> said = new ArrayList<>(window.samples());
        said.add(window.isEmpty());
        said.add(window.hasPlateau());
        said.add(window.isFull());
        Sample newest = window.newestSample();
        if (newest != null) {
            said.add(newest);
            said.add(window.newest());
            said.add(window.newestMilli());
            said.add(Optional.ofNullable(window.withSequence(newest.sequence())));
            said.add(Optional.ofNullable(window.withSequence(-1)));
        }
        if (window.hasPlateau()) {
            said.add(window.newestStartMs());
        }
        if (window.isFull()) {
            said.add(window.older());
            said.add(window.olderMilli());
            said.add(window.olderStartMs());
            said.add(window.olderEndMs());
        }
        return said;
    }

    private List<Object> expected() {
        int size = model.size();
        List<Object> expected = new ArrayList<>(model);
        expected.add(size == 0);
        expected.add(size >= PlateauWindow.GROUP);
        expected.add(size == 2 * PlateauWindow.GROUP);
        if (size > 0) {
            Plateau newest =
                    Plateau.of(model.subList(Math.max(0, size - PlateauWindow.GROUP), size));
            expected.add(model.getLast());
            expected.add(newest);
            expected.add(newest.milli());
            expected.add(Optional.of(model.getLast()));
            expected.add(Optional.empty());
        }
        if (size >= PlateauWindow.GROUP) {
            expected.add(model.get(size - PlateauWindow.GROUP).atMs());
        }
        if (size == 2 * PlateauWindow.GROUP) {
            Plateau older = Plateau.of(model.subList(0, PlateauWindow.GROUP));
            expected.add(older);
            expected.add(older.milli());
            expected.add(model.getFirst().atMs());
            expected.add(model.get(PlateauWindow.GROUP - 1).atMs());
        }
        return expected;
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

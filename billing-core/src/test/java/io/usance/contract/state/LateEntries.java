package io.usance.contract.state;

import io.usance.contract.state.LateLife.Arrival;
import io.usance.meter.silo.DeliveryNote;
import io.usance.meter.silo.Entered;
import io.usance.meter.silo.SiloCommand;
import io.usance.meter.silo.SiloCommand.AdjustStock;
import io.usance.meter.silo.SiloCommand.CorrectDelivery;
import io.usance.meter.silo.SiloCommand.MoveStock;
import io.usance.meter.silo.SiloCommand.RecordDelivery;
import io.usance.meter.silo.SiloCommand.VoidDelivery;
import io.usance.meter.silo.StockChange;
import io.usance.quantity.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Notes that are typed wrong and put right, or recorded twice and declared void, a rise that was no
 * delivery, and what was spilled of what looks drawn: all of it said late. Of a contract that has
 * ended nothing can be entered any more.
 */
final class LateEntries implements LateLife.Hook {
    private static final int DRAWN_KG = 1_000;

    private int ids;

    @Override
    public void live(LateLife life, RandomGenerator random, List<Arrival> arrivals) {
        if (life.ends) {
            return;
        }
        for (Arrival arrival : List.copyOf(arrivals)) {
            if (arrival.command() instanceof RecordDelivery recorded) {
                arrivals.remove(arrival);
                note(life, random, arrivals, recorded);
            }
        }
        for (int day = 0; day < life.days; day++) {
            if (life.drawnKg[day] >= DRAWN_KG && random.nextInt(3) == 0) {
                spill(life, random, arrivals, day);
            }
        }
    }

    private void note(
            LateLife life,
            RandomGenerator random,
            List<Arrival> arrivals,
            RecordDelivery recorded) {
        DeliveryNote right = recorded.note();
        Instant at = recorded.receivedAt();
        Instant later = later(life, random, at);
        switch (random.nextInt(6)) {
            case 0 -> {
                Quantity wrong = LateLife.kilograms(1_000 + random.nextInt(12_000));
                add(arrivals, at, record(life, right.noteId(), right.deliveredAt(), wrong, at));
                add(
                        arrivals,
                        later,
                        new CorrectDelivery(
                                life.siloId, right.noteId(), null, right.quantity(), by(later)));
            }
            case 1 -> {
                Instant wrong = right.deliveredAt().plus(hours(random, 24, 36));
                add(arrivals, at, record(life, right.noteId(), wrong, right.quantity(), at));
                add(
                        arrivals,
                        later,
                        new CorrectDelivery(
                                life.siloId, right.noteId(), right.deliveredAt(), null, by(later)));
            }
            case 2 -> {
                String again = right.noteId() + "/again";
                add(arrivals, at, recorded);
                add(arrivals, at, record(life, again, right.deliveredAt(), right.quantity(), at));
                add(arrivals, later, new VoidDelivery(life.siloId, again, by(later)));
            }
            case 3 ->
                    add(
                            arrivals,
                            at,
                            new MoveStock(
                                    life.siloId,
                                    StockChange.TRANSFER_IN,
                                    "elsewhere",
                                    right.quantity(),
                                    null,
                                    right.deliveredAt(),
                                    by(at)));
            default -> add(arrivals, at, recorded);
        }
    }

    /** A part of what the level shows as drawn was not. */
    private void spill(LateLife life, RandomGenerator random, List<Arrival> arrivals, int day) {
        int kg = 100 + random.nextInt(300);
        life.drawnKg[day] -= kg;
        Instant at = life.at(day * LateLife.STEPS_A_DAY + 20 + random.nextInt(60));
        Instant later = later(life, random, at);
        add(
                arrivals,
                later,
                new AdjustStock(
                        life.siloId,
                        StockChange.SPILL,
                        LateLife.kilograms(kg),
                        null,
                        null,
                        at,
                        by(later)));
    }

    private static SiloCommand record(
            LateLife life, String noteId, Instant deliveredAt, Quantity quantity, Instant at) {
        return new RecordDelivery(life.siloId, new DeliveryNote(noteId, deliveredAt, quantity), at);
    }

    /** Up to four days later, but before the life is quiet. */
    private static Instant later(LateLife life, RandomGenerator random, Instant at) {
        Instant later = at.plus(hours(random, 1, 96));
        Instant last = life.at((life.days + 1) * LateLife.STEPS_A_DAY - 1);
        return later.isAfter(last) ? last : later;
    }

    private static Duration hours(RandomGenerator random, int least, int most) {
        return Duration.ofMinutes(60L * least + 15L * random.nextInt(4 * (most - least)));
    }

    private Entered by(Instant at) {
        return new Entered("E" + ++ids, "Ann", "late", at);
    }

    private static void add(List<Arrival> arrivals, Instant at, SiloCommand command) {
        arrivals.add(new Arrival(at, command));
    }
}

package io.usance.meter.silo.stress;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One way in which a silo is rough. */
final class RoughKind {

    final String name;

    /** A level can follow it, also without notes: such months are to be billed, not flagged. */
    boolean followed;

    Duration every = Duration.ofMinutes(30);
    double dailyDraw;
    double resolution = 10;
    double swing;
    double drift;

    /** Accuracy declared of the sensor, in percent of the span; 0 if it is not. */
    double accuracy;

    /** The sensor has an error somewhere within its accuracy: of offset, of scale or by drift. */
    boolean offWithin;

    double showsAtMost = 10;
    double fillTo = 0.93;
    double orderAt = 0.2;
    double drawWhileFilling = 1;
    int fillSteps = 6;
    double theftPerStep = 500;
    boolean theft;
    boolean batch;
    boolean still;
    boolean topUp;
    boolean twice;
    boolean zeros;
    boolean outage;
    boolean restarts;

    private RoughKind(String name) {
        this.name = name;
    }

    private RoughKind every(int minutes) {
        every = Duration.ofMinutes(minutes);
        return this;
    }

    private RoughKind followed() {
        followed = true;
        return this;
    }

    /** Anything noted can be followed at an hourly rate or denser. */
    boolean isFollowed(boolean noted) {
        return followed || (noted && every.compareTo(Duration.ofHours(1)) <= 0 && !theft);
    }

    /** Plain months at several rates of readings, and some that swing or take in small lots. */
    static List<RoughKind> rates() {
        List<RoughKind> kinds = new ArrayList<>();
        for (int minutes : new int[] {5, 15, 60, 240, 480, 720}) {
            kinds.add(new RoughKind("plain " + minutes + " min").every(minutes));
        }
        RoughKind swing = new RoughKind("swing 1 % 60 min").every(60);
        swing.swing = 0.01;
        kinds.add(swing);
        RoughKind topUp = new RoughKind("top-ups");
        topUp.topUp = true;
        kinds.add(topUp);
        RoughKind fast = new RoughKind("20 t a day");
        fast.dailyDraw = 20_000;
        kinds.add(fast);
        return kinds;
    }

    static List<RoughKind> all() {
        List<RoughKind> kinds = new ArrayList<>();
        kinds.add(new RoughKind("plain").followed());
        for (double swing : new double[] {0.005, 0.01, 0.02}) {
            for (int minutes : new int[] {15, 30, 60, 240}) {
                RoughKind kind = new RoughKind("swing " + swing * 100 + " % " + minutes + " min");
                kind.swing = swing;
                kind.followed = swing < 0.006 && minutes <= 60;
                kinds.add(kind.every(minutes));
            }
        }
        RoughKind still = new RoughKind("still, swing 1 % 60 min").every(60);
        still.swing = 0.01;
        still.still = true;
        kinds.add(still);
        RoughKind drift = new RoughKind("drift 1 %");
        drift.drift = 0.01;
        drift.accuracy = 1;
        kinds.add(drift);
        RoughKind off = new RoughKind("off within 1 %");
        off.offWithin = true;
        off.accuracy = 1;
        kinds.add(off);
        RoughKind theft = new RoughKind("theft");
        theft.theft = true;
        kinds.add(theft);
        RoughKind slow = new RoughKind("fill and draw");
        slow.fillSteps = 72;
        slow.drawWhileFilling = 4;
        kinds.add(slow);
        RoughKind twice = new RoughKind("two refills").followed();
        twice.twice = true;
        kinds.add(twice);
        RoughKind topUp = new RoughKind("top-ups").followed();
        topUp.topUp = true;
        kinds.add(topUp);
        RoughKind saturating = new RoughKind("saturating");
        saturating.showsAtMost = 0.95;
        saturating.fillTo = 0.99;
        kinds.add(saturating);
        kinds.add(new RoughKind("4 a day").every(360));
        kinds.add(new RoughKind("1 a day").every(1_440));
        RoughKind outage = new RoughKind("outage over the end");
        outage.outage = true;
        kinds.add(outage);
        RoughKind empty = new RoughKind("drawn to empty").followed();
        empty.orderAt = 0.005;
        kinds.add(empty);
        RoughKind fast = new RoughKind("20 t a day").followed();
        fast.dailyDraw = 20_000;
        kinds.add(fast);
        RoughKind steps = new RoughKind("2 % steps").followed();
        steps.resolution = 600;
        kinds.add(steps);
        RoughKind batch = new RoughKind("daily batch");
        batch.batch = true;
        kinds.add(batch);
        RoughKind zeros = new RoughKind("zeros").every(60);
        zeros.zeros = true;
        kinds.add(zeros);
        RoughKind restarts = new RoughKind("restarts").every(5);
        restarts.restarts = true;
        kinds.add(restarts);
        return kinds;
    }
}

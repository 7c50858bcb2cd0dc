package io.usance.meter.silo.stress;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One way in which a silo is rough. */
final class RoughKind {

    final String name;

    /** A level can follow it, also without notes: such months are to be billed, not flagged. */
    boolean followed;

    /** Something fails, or it is drawn as fast as nothing tells: such months are to be flagged. */
    private boolean fails;

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

    /** The device shows the value before while the level is within so much of it, in kilograms. */
    double deadBand;

    /** The device sends only what differs from the value before, and once a day what does not. */
    boolean onChange;

    /** For a day the gateway repeats its last value. */
    boolean repeats;

    /** For some hours each week the sensor is stuck, and then jumps. */
    boolean sticks;

    /** Material bridges: the surface stands for a day or two while below it is drawn. */
    boolean bridges;

    /** Minutes from the end of one lorry to the beginning of the next. */
    int secondAfter = 150;

    /** The noise is so many times larger at the top than at the bottom. */
    double noiseAtTop = 1;

    /** The level wanders within days by about this part of the capacity. */
    double wander;

    /** An auger starts as the lorry stops, and takes so much within three hours, in kilograms. */
    double auger;

    /** Declared, in kilograms per hour; 0 if it is not. */
    double outflowMax;

    /** For three hours the sensor shows this part of the capacity too little. */
    double glitch;

    /** The part of the readings that is wild. */
    double wild;

    /** The noise of the sensor is declared, but it shows none. */
    boolean noiseless;

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

    private RoughKind fails() {
        fails = true;
        return this;
    }

    /** Anything noted can be followed at an hourly rate or denser. */
    boolean isFollowed(boolean noted) {
        return followed || (noted && every.compareTo(Duration.ofHours(1)) <= 0 && !theft && !fails);
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
        kinds.addAll(devices());
        kinds.addAll(material());
        return kinds;
    }

    /** What sensors and gateways do. */
    private static List<RoughKind> devices() {
        RoughKind band = new RoughKind("dead band 0.5 %").every(15);
        band.deadBand = 150;
        RoughKind change = new RoughKind("on change 0.5 %").every(15);
        change.deadBand = 150;
        change.onChange = true;
        RoughKind repeats = new RoughKind("repeats for a day").fails();
        repeats.repeats = true;
        RoughKind sticks = new RoughKind("stuck, then jumps").every(15);
        sticks.sticks = true;
        RoughKind top = new RoughKind("noise grows with level").followed();
        top.noiseAtTop = 6;
        RoughKind steps = new RoughKind("1 % steps 15 min").followed().every(15);
        steps.resolution = 300;
        RoughKind wanders = new RoughKind("wanders, little drawn").every(60);
        wanders.wander = 0.003;
        wanders.dailyDraw = 15;
        RoughKind limited = new RoughKind("zeros, outflow declared").every(60);
        limited.zeros = true;
        limited.outflowMax = 1_000;
        RoughKind glitch = new RoughKind("8 % too little for hours").fails().every(60);
        glitch.glitch = 0.08;
        RoughKind off = new RoughKind("8 % less, outflow declared").every(120);
        off.glitch = 0.08;
        off.outflowMax = 500;
        RoughKind wild = new RoughKind("2 % wild").followed();
        wild.wild = 0.02;
        RoughKind calm = new RoughKind("shows no noise").followed();
        calm.noiseless = true;
        RoughKind beyond = new RoughKind("saturating at 85 %").fails();
        beyond.showsAtMost = 0.85;
        beyond.fillTo = 0.99;
        beyond.orderAt = 0.5;
        return List.of(
                band, change, repeats, sticks, top, steps, wanders, limited, glitch, off, wild,
                calm, beyond);
    }

    /** What material, plants and lorries do. */
    private static List<RoughKind> material() {
        RoughKind bridges = new RoughKind("bridges").fails();
        bridges.bridges = true;
        RoughKind lorries = new RoughKind("two lorries, 10 min").followed();
        lorries.twice = true;
        lorries.secondAfter = 10;
        RoughKind auger = new RoughKind("auger at once").every(15);
        auger.auger = 6_000;
        RoughKind augerHourly = new RoughKind("auger at once, 60 min").fails().every(60);
        augerHourly.auger = 6_000;
        RoughKind nothing = new RoughKind("nothing drawn").followed();
        nothing.still = true;
        RoughKind calm = new RoughKind("still at the top, no noise").followed();
        calm.still = true;
        calm.noiseless = true;
        calm.topUp = true;
        RoughKind batches = new RoughKind("13 t a day, 2 readings").every(720);
        batches.batch = true;
        batches.dailyDraw = 13_000;
        return List.of(bridges, lorries, auger, augerHourly, nothing, calm, batches);
    }
}

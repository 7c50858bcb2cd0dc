package io.usance.service;

import io.usance.kafka.Role;
import io.usance.store.Follower;
import java.util.function.BooleanSupplier;

/** A role whose whole work is a step function. */
final class StageRole implements Role {
    private final String name;
    private final BooleanSupplier step;

    private StageRole(String name, BooleanSupplier step) {
        this.name = name;
        this.step = step;
    }

    StageRole(Follower follower) {
        this(follower.name(), follower::step);
    }

    static StageRole of(String name, BooleanSupplier step) {
        return new StageRole(name, step);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean step() {
        return step.getAsBoolean();
    }
}

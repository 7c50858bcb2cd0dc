package io.usance.engine;

import io.usance.store.Follower;
import io.usance.store.PositionMovedException;
import io.usance.subscription.Step;
import io.usance.subscription.Stepped;

/** The engine's stages, stepped together. */
record Stages(Follower charging, Follower projecting, StagedEventStore events) implements Stepped {

    @Override
    public String name() {
        return "stages";
    }

    @Override
    public Step step() {
        try {
            return charging.step() | projecting.step() ? Step.HANDLED : Step.CAUGHT_UP;
        } catch (PositionMovedException e) {
            // Another instance was faster, and what is next is read again.
            return Step.HANDLED;
        }
    }

    @Override
    public Runnable onMore(Runnable listener) {
        return events.onAppended(listener)::close;
    }
}

package io.usance.spring;

import io.usance.engine.BillingEngine;
import io.usance.engine.StageProgress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the engine says of its health, in words of no Boot's: it is well if its database answers.
 *
 * @param details events appended, and how many of them each stage has not handled yet
 * @param failure why it cannot say; null if it can
 */
record EngineHealth(Map<String, Object> details, @Nullable RuntimeException failure) {

    static EngineHealth of(BillingEngine engine) {
        try {
            Map<String, Object> details = new LinkedHashMap<>();
            StageProgress progress = engine.progress();
            details.put("events", progress.events());
            for (Stage stage : Stage.values()) {
                details.put(stage.tag() + "Behind", stage.behind(progress));
            }
            return new EngineHealth(details, null);
        } catch (RuntimeException e) {
            return new EngineHealth(Map.of(), e);
        }
    }
}

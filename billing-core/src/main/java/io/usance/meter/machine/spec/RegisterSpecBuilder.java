package io.usance.meter.machine.spec;

import static java.util.Objects.requireNonNull;

import io.usance.failure.Checks;
import io.usance.failure.InvalidInputException;
import io.usance.quantity.Dimension;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link RegisterSpec}, which says what each part means. Needed are name, unit and width,
 * and unless it counts hours the most that the machine can make.
 */
public final class RegisterSpecBuilder {
    private final @Nullable String name;
    private @Nullable UnitOfMeasure unit;
    private @Nullable RegisterWidth width;
    private int decimals;
    private @Nullable BigDecimal weight = BigDecimal.ONE;
    private @Nullable BigDecimal maxPerHour;

    RegisterSpecBuilder(@Nullable String name) {
        this.name = name;
    }

    /** What it counts. */
    public RegisterSpecBuilder unit(UnitOfMeasure of) {
        unit = of;
        return this;
    }

    /** How far it counts, in its last decimal place. */
    public RegisterSpecBuilder width(RegisterWidth of) {
        width = of;
        return this;
    }

    /** Places behind the point that it shows; 0 unless set. */
    public RegisterSpecBuilder decimals(int places) {
        decimals = places;
        return this;
    }

    /** How much of the unit a shown 1 is; 1 unless set. */
    public RegisterSpecBuilder weight(BigDecimal of) {
        weight = of;
        return this;
    }

    /** The most that the machine can make, in the unit; one hour an hour if it counts hours. */
    public RegisterSpecBuilder maxPerHour(@Nullable BigDecimal most) {
        maxPerHour = most;
        return this;
    }

    /**
     * @throws InvalidInputException if something that is needed was not set, or is not possible; it
     *     names all that is missing, or the first reason
     */
    public RegisterSpec build() {
        Checks checks = new Checks("register");
        checks.isId(name, "name")
                .isSet(unit, "unit")
                .isSet(width, "width")
                .isSet(weight, "weight")
                .that(
                        decimals >= 0 && decimals <= RegisterSpec.DECIMALS_MAX,
                        "decimals",
                        "%d; write 0 to %d".formatted(decimals, RegisterSpec.DECIMALS_MAX))
                .that(
                        weight == null || weight.signum() > 0,
                        "weight",
                        weight + "; write more than zero")
                .that(
                        maxPerHour != null || unit == null || unit.dimension() == Dimension.TIME,
                        "maxPerHour",
                        "missing; set the most that the machine can make in an hour")
                .that(
                        maxPerHour == null || maxPerHour.signum() > 0,
                        "maxPerHour",
                        maxPerHour + "; write more than zero")
                .require();
        try {
            return new RegisterSpec(
                    requireNonNull(name),
                    requireNonNull(unit),
                    requireNonNull(width),
                    decimals,
                    requireNonNull(weight),
                    maxPerHour);
        } catch (IllegalArgumentException e) {
            throw checks.refusal(e);
        }
    }
}

package io.usance.demo;

import io.usance.contract.ContractTerms;
import io.usance.contract.InvoiceParty;
import io.usance.contract.Party;
import io.usance.contract.SelfBilling;
import io.usance.contract.VatCategory;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.pricing.Tariff;
import io.usance.pricing.Tier;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import io.usance.simulation.Imperfections;
import io.usance.simulation.SiloProfile;
import io.usance.simulation.SiloSimulator;
import io.usance.simulation.SimulatedSilo;
import io.usance.simulation.SimulationSpec;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;

/**
 * The simulated plant: its silos with what goes wrong at each, its machine, and the contracts over
 * them.
 *
 * @param from consumption counts from here
 * @param to end of the last billing period; readings go on a little longer, so that it closes
 *     without a command
 * @param contracts over the silos
 */
record DemoPlant(
        Instant from,
        Instant to,
        List<SimulatedSilo> silos,
        List<ContractTerms> contracts,
        DemoMachine machine) {
    static final int SILOS_MAX = 1_000;
    static final int DAYS_MAX = 366;

    private static final int SILOS_PER_CONTRACT = 3;
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final LocalDate END = LocalDate.of(2026, 4, 1);

    /** The kinds of silo that come in turn. */
    private enum Kind {
        FINE("fine load cells"),
        QUANTISED("radar, 0.8 % steps"),
        BY_VOLUME("volume, density"),
        STUCK("sensor gets stuck"),
        STATIC("nothing drawn"),
        OUTAGES("gateway outages");

        final String description;

        Kind(String description) {
            this.description = description;
        }

        static Kind of(int silo) {
            return values()[silo % values().length];
        }
    }

    static DemoPlant simulate(int silos, int days, long seed) {
        Instant from = END.minusDays(days).atStartOfDay(ZONE).toInstant();
        Instant to = END.atStartOfDay(ZONE).toInstant();
        List<SiloProfile> profiles = new ArrayList<>();
        for (int i = 0; i < silos; i++) {
            profiles.add(profile(i));
        }
        List<SimulatedSilo> simulated =
                SiloSimulator.simulate(new SimulationSpec(seed, from, to, profiles));
        List<ContractTerms> contracts = new ArrayList<>();
        for (int first = 0; first < silos; first += SILOS_PER_CONTRACT) {
            List<SimulatedSilo> covered =
                    simulated.subList(first, Math.min(silos, first + SILOS_PER_CONTRACT));
            contracts.add(contract(contracts.size() + 1, covered, from));
        }
        DemoMachine machine =
                DemoMachine.simulate(seed, from, to, machineContract(contracts.size() + 1, from));
        return new DemoPlant(from, to, simulated, contracts, machine);
    }

    /** What is special about a silo, for people. */
    static String describe(int silo) {
        return Kind.of(silo).description;
    }

    private static SiloProfile profile(int i) {
        Kind kind = Kind.of(i);
        Quantity noise = kg(kind == Kind.QUANTISED ? 60 : 25);
        Quantity resolution = kg(kind == Kind.QUANTISED ? 480 : 1);
        SiloSpec silo =
                new SiloSpec(
                        "silo-%02d".formatted(i + 1),
                        "PVC granulate",
                        kg(60_000),
                        kind == Kind.BY_VOLUME ? new BigDecimal("575") : null,
                        new SensorSpec(
                                "sensor-%02d".formatted(i + 1),
                                noise,
                                resolution,
                                kind == Kind.QUANTISED ? 0 : 24),
                        kg(1_000));
        boolean byVolume = kind == Kind.BY_VOLUME;
        return new SiloProfile(
                silo,
                byVolume ? ReadingKind.VOLUME : ReadingKind.MASS,
                byVolume ? UnitOfMeasure.CUBIC_METRE : UnitOfMeasure.KILOGRAM,
                Duration.ofMinutes(15),
                kg(kind == Kind.STATIC ? 0 : 3_200 + 310L * (i % 7)),
                kg(180),
                kg(24_000),
                kg(38_000 + 1_500L * (i % 5)),
                imperfections(kind));
    }

    private static Imperfections imperfections(Kind kind) {
        Imperfections usual = Imperfections.USUAL;
        return switch (kind) {
            case FINE, QUANTISED, BY_VOLUME, STATIC ->
                    new Imperfections(
                            usual.duplicateShare(),
                            usual.blankShare(),
                            usual.lostShare(),
                            usual.spikeShare(),
                            2,
                            0,
                            0,
                            0);
            case STUCK -> usual;
            case OUTAGES -> new Imperfections(0.03, 0.005, 0.01, 0.003, 7, 0, 0, 0);
        };
    }

    private static ContractTerms contract(int number, List<SimulatedSilo> silos, Instant from) {
        boolean tiered = number % 2 == 0;
        Tariff tariff =
                tiered
                        ? new Tariff.Graduated(
                                List.of(
                                        new Tier(new BigDecimal("50"), new BigDecimal("1200.00")),
                                        new Tier(new BigDecimal("150"), new BigDecimal("1150.00")),
                                        new Tier(null, new BigDecimal("1100.00"))),
                                UnitOfMeasure.TONNE)
                        : new Tariff.PerUnit(new BigDecimal("1217.5030"), UnitOfMeasure.TONNE);
        return terms(
                number,
                new Party("supplier-" + number, "Granulat AG", "granulat/eur"),
                "PVC granulate",
                silos.stream().map(SimulatedSilo::siloId).toList(),
                tariff,
                from);
    }

    private static ContractTerms machineContract(int number, Instant from) {
        return terms(
                number,
                new Party("maker", "Pressen AG", "pressen/eur"),
                "",
                List.of(DemoMachine.ID),
                DemoMachine.TARIFF,
                from);
    }

    private static ContractTerms terms(
            int number,
            Party supplier,
            String material,
            List<String> meterIds,
            Tariff tariff,
            Instant from) {
        return ContractTerms.builder("contract-%02d".formatted(number))
                .supplier(supplier)
                .customer(new Party("plant", "Fensterprofile GmbH", "fensterprofile/eur"))
                .material(material)
                .meters(meterIds)
                .currency(Currency.getInstance("EUR"))
                .calendar(new BillingCalendar(ZONE, Cycle.MONTH))
                .tariff(tariff)
                .meteringFrom(from)
                .selfBilling(selfBilling(number))
                .build();
    }

    private static SelfBilling selfBilling(int number) {
        return new SelfBilling(
                "SB-2026-%02d".formatted(number),
                END.minusYears(1),
                new InvoiceParty(
                        "0088",
                        "4012345000009",
                        "DE123456788",
                        "HRB 4711",
                        "Werkstrasse 1",
                        "Bremen",
                        "28195",
                        "DE",
                        "DE89370400440532013000",
                        null),
                new InvoiceParty(
                        "0088",
                        "4098765000003",
                        "DE987654328",
                        null,
                        "Profilweg 7",
                        "Hamm",
                        "59065",
                        "DE",
                        "DE02120300000000202051",
                        null),
                "PO-%04d".formatted(4700 + number),
                VatCategory.REVERSE_CHARGE,
                "Reverse charge",
                14,
                new BigDecimal("0.05"),
                new BigDecimal("0.5"));
    }

    private static Quantity kg(long kg) {
        return new Quantity(kg * 1_000, Dimension.MASS);
    }
}

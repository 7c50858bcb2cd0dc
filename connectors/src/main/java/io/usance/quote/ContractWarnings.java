package io.usance.quote;

import io.usance.contract.ContractTerms;
import io.usance.contract.SettlementPolicy;
import io.usance.money.Money;
import io.usance.period.BillingPeriod;
import io.usance.pricing.IndexRule;
import io.usance.pricing.IndexRule.Averaging;
import io.usance.pricing.Tariff;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a contract may say but hardly means. A warning refuses nothing; it names the field, what
 * follows from it, and what to write otherwise.
 */
public final class ContractWarnings {
    private final ContractTerms terms;
    private final @Nullable PeriodPrice price;
    private final List<String> found = new ArrayList<>();

    private ContractWarnings(ContractTerms terms, @Nullable PeriodPrice price) {
        this.terms = terms;
        this.price = price;
    }

    /**
     * Warnings of a contract.
     *
     * @param tariffPath where the price of a version is written down, by its place in the list
     * @param price a period that was asked for; null if none was
     * @return each begins with the path of a field
     */
    public static List<String> of(
            ContractTerms terms, IntFunction<String> tariffPath, @Nullable PeriodPrice price) {
        ContractWarnings warnings = new ContractWarnings(terms, price);
        warnings.firstPeriod();
        for (int i = 0; i < terms.tariffs().size(); i++) {
            Tariff tariff = terms.tariffs().get(i).tariff();
            warnings.found.addAll(TariffWarnings.of(tariffPath.apply(i), tariff, terms, price));
        }
        warnings.indexRules();
        warnings.tax();
        warnings.creditLimit();
        return List.copyOf(warnings.found);
    }

    @SuppressWarnings("AnnotateFormatMethod") // The annotation is of the checker itself.
    private void warn(String path, String what, Object... with) {
        found.add(path + ": " + what.formatted(with));
    }

    /** There is no pro rata: a month that begins on its 11th costs the fees of a whole one. */
    private void firstPeriod() {
        BillingPeriod first = terms.calendar().periodOf(terms.meteringFrom());
        if (first.start().equals(terms.meteringFrom())) {
            return;
        }
        List<String> whole = new ArrayList<>();
        for (Tariff.Component part : terms.tariff(first).parts()) {
            switch (part) {
                case Tariff.BaseFee fee -> whole.add("the base fee of " + money(fee.amount()));
                case Tariff.Minimum least -> whole.add("the minimum of " + money(least.amount()));
                default -> {}
            }
        }
        if (!whole.isEmpty()) {
            warn(
                    "$.meteringFrom",
                    "is %s, within the period %s, which costs %s in full; if that is not meant, write %s or %s",
                    terms.meteringFrom(),
                    first,
                    String.join(" and ", whole),
                    first.startDate(),
                    first.endDate());
        }
    }

    private void indexRules() {
        List<IndexRule> rules = terms.indexRules();
        for (int i = 0; i < rules.size(); i++) {
            IndexRule rule = rules.get(i);
            if (rule.averaging() == Averaging.MONTH && rule.lagMonths() == 0) {
                warn(
                        "$.indexRules[%d].lagMonths".formatted(i),
                        "is 0: the mean of the month in which a period begins is known when that month has ended, and until then nothing of the period is charged; if that is not meant, write 1 for the month before");
            }
        }
    }

    private void tax() {
        if (terms.everyTerms().stream().allMatch(each -> each.taxPercent() == null)) {
            warn(
                    "$.taxPercent",
                    "is not there, so no tax is charged; write the rate, such as \"19\", or \"0\" if that is what was agreed");
        }
    }

    private void creditLimit() {
        Money limit = terms.creditLimit();
        if (limit == null) {
            return;
        }
        limitBySettlement(limit, terms.settlement());
        Money least = leastPerPeriod();
        if (least.amountMinor() > limit.amountMinor()) {
            warn(
                    "$.creditLimit",
                    "is %s, but every period costs %s at least, so that payment is held until the period before is paid; write more than a period costs",
                    limit,
                    least);
        } else if (price != null && price.gross().amountMinor() > limit.amountMinor()) {
            warn(
                    "$.creditLimit",
                    "is %s, but a period as asked for costs %s, so that what is beyond the limit is held until earlier amounts are paid; write more than a period costs",
                    limit,
                    price.gross());
        }
    }

    /** What is drawn counts against the limit when it is settled, not before. */
    private void limitBySettlement(Money limit, SettlementPolicy policy) {
        String so = "so that much more than %s can be drawn before the limit is looked at";
        switch (policy.when()) {
            case EACH_STEP -> {}
            case AT_CLOSE ->
                    warn(
                            "$.creditLimit",
                            "is %s, but nothing is settled before a period closes, "
                                    + so
                                    + "; if it is to limit what is drawn, write settlement: {when: EACH_STEP}",
                            limit,
                            limit);
            case THRESHOLD -> {
                BigDecimal amount = policy.amount();
                if (amount != null && amount.compareTo(limit.major()) >= 0) {
                    warn(
                            "$.settlement.amount",
                            "is %s, not below the creditLimit of %s, "
                                    + so
                                    + "; write a part of the limit",
                            amount.toPlainString(),
                            limit,
                            limit);
                }
            }
            case INTERVAL -> {
                BillingPeriod first = terms.calendar().periodOf(terms.meteringFrom());
                Integer hours = policy.everyHours();
                long length = Duration.between(first.start(), first.end()).toHours();
                if (hours != null && hours >= length) {
                    warn(
                            "$.settlement.everyHours",
                            "is %d, as long as a period or longer, " + so + "; write fewer hours",
                            hours,
                            limit);
                }
            }
        }
    }

    /** What a period costs in which nothing is drawn, by the newest price. */
    private Money leastPerPeriod() {
        BigDecimal fees = BigDecimal.ZERO;
        for (Tariff.Component part : terms.tariffs().getLast().tariff().parts()) {
            switch (part) {
                case Tariff.BaseFee fee -> fees = fees.add(fee.amount());
                case Tariff.Minimum least -> fees = fees.max(least.amount());
                case Tariff.Floor least -> fees = fees.max(least.amount());
                default -> {}
            }
        }
        return Money.rounded(fees, terms.currency(), terms.rounding());
    }

    private String money(BigDecimal amount) {
        return amount.toPlainString() + " " + terms.currency();
    }
}

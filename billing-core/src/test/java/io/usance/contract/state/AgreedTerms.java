package io.usance.contract.state;

import io.usance.contract.Payee;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a bookkeeper notes of tax and payees: a page for each month, on which a new agreement
 * overwrites the old one, from its month to the last. Shares nothing with what it tests.
 */
final class AgreedTerms {
    private static final int MONTHS = 12;

    private final List<@Nullable BigDecimal> taxOfMonth = new ArrayList<>();
    private final List<List<Payee>> payeesOfMonth = new ArrayList<>();

    AgreedTerms(@Nullable BigDecimal tax, List<Payee> payees) {
        for (int month = 0; month < MONTHS; month++) {
            taxOfMonth.add(tax);
            payeesOfMonth.add(payees);
        }
    }

    void tax(int fromMonth, @Nullable BigDecimal percent) {
        for (int month = fromMonth; month < MONTHS; month++) {
            taxOfMonth.set(month, percent);
        }
    }

    void payees(int fromMonth, List<Payee> payees) {
        for (int month = fromMonth; month < MONTHS; month++) {
            payeesOfMonth.set(month, payees);
        }
    }

    BigDecimal taxOn(BigDecimal net, int month) {
        BigDecimal percent = taxOfMonth.get(month);
        return percent == null
                ? BigDecimal.ZERO
                : net.multiply(percent).divide(BigDecimal.valueOf(100), 2, RoundingMode.HALF_UP);
    }

    /**
     * Cents by account, without those of nothing: every cent is dealt to the payee that lacks most
     * of what exactly is its own, of those that lack the same to the first. What is given back is
     * dealt likewise.
     */
    Map<String, Long> partsOf(long cents, int month) {
        if (cents < 0) {
            Map<String, Long> back = partsOf(-cents, month);
            back.replaceAll((account, part) -> -part);
            return back;
        }
        List<Payee> payees = payeesOfMonth.get(month);
        Map<String, Long> parts = new TreeMap<>();
        if (payees.isEmpty()) {
            parts.put("acct-supplier", cents);
        } else {
            long dealt = 0;
            for (Payee payee : payees) {
                long down =
                        BigInteger.valueOf(cents)
                                .multiply(BigInteger.valueOf(payee.share().numerator()))
                                .divide(BigInteger.valueOf(payee.share().denominator()))
                                .longValueExact();
                parts.put(payee.account(), down);
                dealt += down;
            }
            for (; dealt < cents; dealt++) {
                parts.merge(lackingMost(payees, parts, cents), 1L, Long::sum);
            }
        }
        parts.values().removeIf(part -> part == 0);
        return parts;
    }

    private static String lackingMost(List<Payee> payees, Map<String, Long> parts, long cents) {
        String account = "";
        BigDecimal most = BigDecimal.ZERO;
        for (Payee payee : payees) {
            BigDecimal exact =
                    BigDecimal.valueOf(cents)
                            .multiply(BigDecimal.valueOf(payee.share().numerator()))
                            .divide(
                                    BigDecimal.valueOf(payee.share().denominator()),
                                    12,
                                    RoundingMode.HALF_EVEN);
            BigDecimal lacks =
                    exact.subtract(BigDecimal.valueOf(parts.getOrDefault(payee.account(), 0L)));
            if (lacks.compareTo(most) > 0) {
                most = lacks;
                account = payee.account();
            }
        }
        return account;
    }
}

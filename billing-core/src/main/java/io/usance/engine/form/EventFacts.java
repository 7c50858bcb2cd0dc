package io.usance.engine.form;

import static io.usance.json.JsonTokens.fields;
import static io.usance.json.JsonTokens.money;
import static io.usance.json.JsonTokens.number;
import static io.usance.json.JsonTokens.quantity;
import static io.usance.json.JsonTokens.required;
import static io.usance.json.JsonTokens.skip;

import com.fasterxml.jackson.core.JsonParser;
import io.usance.contract.ContractEvent.SettlementPurpose;
import io.usance.money.ExactAmount;
import io.usance.money.Money;
import io.usance.money.Share;
import io.usance.period.InstantText;
import io.usance.quantity.DecimalText;
import io.usance.quantity.Fraction;
import io.usance.quantity.Quantity;
import io.usance.reconciliation.Facts.Charged;
import io.usance.reconciliation.Facts.Commanded;
import java.io.IOException;

/**
 * Facts read from the stored form of the most frequent events, token by token: a third of the work
 * of decoding them. Fields that are not wanted may be anything.
 */
final class EventFacts {
    private EventFacts() {}

    static Charged charged(String json) throws IOException {
        String contractId = null;
        String periodId = null;
        Quantity quantity = null;
        String periodExact = null;
        String periodExactFraction = null;
        Money amount = null;
        String at = null;
        String of = null;
        try (JsonParser in = fields(json)) {
            for (String field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
                switch (field) {
                    case "contractId" -> contractId = in.nextTextValue();
                    case "periodId" -> periodId = in.nextTextValue();
                    case "quantity" -> quantity = quantity(in);
                    case "periodExact" -> periodExact = in.nextTextValue();
                    case "periodExactFraction" -> periodExactFraction = in.nextTextValue();
                    case "amount" -> amount = money(in);
                    case "at" -> at = in.nextTextValue();
                    case "of" -> of = in.nextTextValue();
                    default -> skip(in);
                }
            }
        }
        Money issued = required("amount", amount);
        String exact = required("periodExact", periodExact);
        return new Charged(
                required("contractId", contractId),
                required("periodId", periodId),
                required("quantity", quantity),
                new ExactAmount(
                        periodExactFraction == null
                                ? Fraction.of(DecimalText.parse(exact))
                                : Fraction.parse(periodExactFraction),
                        issued.currency()),
                issued,
                at == null ? null : InstantText.parse(at),
                of);
    }

    static Commanded commanded(String json) throws IOException {
        String contractId = null;
        String settlementId = null;
        long settlementNo = 0;
        String meterId = null;
        String periodId = null;
        Quantity quantity = null;
        Money amount = null;
        String payer = null;
        String payee = null;
        String purpose = null;
        String share = null;
        try (JsonParser in = fields(json)) {
            for (String field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
                switch (field) {
                    case "contractId" -> contractId = in.nextTextValue();
                    case "settlementId" -> settlementId = in.nextTextValue();
                    case "settlementNo" -> settlementNo = number(in);
                    case "siloId" -> meterId = in.nextTextValue();
                    case "periodId" -> periodId = in.nextTextValue();
                    case "quantity" -> quantity = quantity(in);
                    case "amount" -> amount = money(in);
                    case "payer" -> payer = in.nextTextValue();
                    case "payee" -> payee = in.nextTextValue();
                    case "purpose" -> purpose = in.nextTextValue();
                    case "share" -> share = in.nextTextValue();
                    default -> skip(in);
                }
            }
        }
        return new Commanded(
                required("contractId", contractId),
                required("settlementId", settlementId),
                settlementNo,
                meterId,
                required("periodId", periodId),
                required("quantity", quantity),
                required("amount", amount),
                required("payer", payer),
                required("payee", payee),
                purpose == null
                        ? SettlementPurpose.CONSUMPTION
                        : SettlementPurpose.valueOf(purpose),
                share == null ? null : Share.of(share));
    }
}

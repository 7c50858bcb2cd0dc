package io.usance.cli.contract;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.json.Json;
import io.usance.quote.PeriodPrice;

/** A priced period as JSON; amounts are texts in major currency units. */
final class PeriodPriceJson {
    private static final ObjectMapper JSON = Json.mapper();

    private PeriodPriceJson() {}

    static ObjectNode of(PeriodPrice price) {
        ObjectNode result =
                JSON.createObjectNode()
                        .put("period", price.period().id())
                        .put("from", price.period().start().toString())
                        .put("until", price.period().end().toString())
                        .put("currency", price.terms().currency().getCurrencyCode());
        result.set("quantities", JSON.valueToTree(price.drawn().byName()));
        ArrayNode indexes = result.putArray("indexes");
        for (PeriodPrice.Index index : price.indexes()) {
            indexes.addObject()
                    .put("series", index.series())
                    .put("value", index.value().toPlainString())
                    .put("basis", index.basis())
                    .put("lastDay", index.lastDay().toString());
        }
        result.set("lines", JSON.valueToTree(price.lines()));
        result.put("net", price.net().majorText())
                .put("taxPercent", price.taxPercent().toPlainString())
                .put("tax", price.tax().majorText())
                .put("gross", price.gross().majorText());
        ArrayNode payments = result.putArray("payments");
        for (PeriodPrice.Payment payment : price.payments()) {
            payments.addObject()
                    .put("name", payment.name())
                    .put("account", payment.account())
                    .put("amount", payment.amount().majorText())
                    .put("purpose", payment.purpose().name());
        }
        result.set("carry", JSON.valueToTree(price.carry().value()));
        return result;
    }
}

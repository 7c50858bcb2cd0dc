package io.usance.erp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.period.BillingPeriod;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was withdrawn from consignment stock in a period, as the JSON that SAP's service {@code
 * API_MATERIAL_DOCUMENT_SRV} takes as a new material document: one item per silo, movement type 201
 * (to a cost centre) or 261 (to an order), special stock K, in kilograms or litres; or its reversal
 * by 202 or 262.
 */
public final class GoodsMovementPosting {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** SAP's goods movement code for an issue. */
    private static final String GOODS_ISSUE = "03";

    /** Lengths of SAP's fields, in characters. */
    private static final int HEADER_TEXT_CHARS_MAX = 25;

    private static final int REFERENCE_CHARS_MAX = 16;
    private static final int ITEM_TEXT_CHARS_MAX = 50;

    private GoodsMovementPosting() {}

    /**
     * Master data of the ERP.
     *
     * @param material number of the material
     * @param plant four characters
     * @param storageLocations by silo; a silo without one has {@code storageLocation}
     * @param supplier number of the supplier, who owns the stock
     * @param costCenter for 201; null for 261
     * @param order for 261; null for 201
     */
    public record ErpMasterData(
            String material,
            String plant,
            String storageLocation,
            @Nullable Map<String, String> storageLocations,
            String supplier,
            @Nullable String costCenter,
            @Nullable String order) {

        public ErpMasterData {
            if ((costCenter == null) == (order == null)) {
                throw new IllegalArgumentException("has a costCenter or an order, one of them");
            }
        }

        private String locationOf(String siloId) {
            return storageLocations == null
                    ? storageLocation
                    : storageLocations.getOrDefault(siloId, storageLocation);
        }
    }

    /**
     * The posting.
     *
     * @param consumed by silo, in the order of the items; what is zero is left out
     * @param reversal true to take it back
     * @throws DocumentRefusedException if a quantity is negative, or none is above zero
     */
    public static byte[] json(
            String contractId,
            BillingPeriod period,
            Map<String, Quantity> consumed,
            ErpMasterData erp,
            boolean reversal) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        String lastDay = date(period.endDate().minusDays(1));
        document.put("GoodsMovementCode", GOODS_ISSUE)
                .put("PostingDate", lastDay)
                .put("DocumentDate", lastDay)
                .put("ReferenceDocument", cut(contractId, REFERENCE_CHARS_MAX))
                .put(
                        "MaterialDocumentHeaderText",
                        cut(
                                "Usance " + period.startDate() + (reversal ? " rev." : ""),
                                HEADER_TEXT_CHARS_MAX));
        ArrayNode items = document.putObject("to_MaterialDocumentItem").putArray("results");
        consumed.forEach((siloId, quantity) -> {
            if (quantity.milli() < 0) {
                throw new DocumentRefusedException(
                        "USANCE-QUANTITY",
                        "silo %s gave %s back in %s; post that by hand"
                                .formatted(siloId, quantity, period));
            }
            if (!quantity.isZero()) {
                items.add(item(contractId, siloId, quantity, erp, reversal));
            }
        });
        if (items.isEmpty()) {
            throw new DocumentRefusedException(
                    "USANCE-QUANTITY", "nothing was withdrawn in " + period);
        }
        try {
            return (JSON.writeValueAsString(document) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that cannot be written", e);
        }
    }

    private static ObjectNode item(
            String contractId,
            String siloId,
            Quantity quantity,
            ErpMasterData erp,
            boolean reversal) {
        String type =
                erp.costCenter() != null ? (reversal ? "202" : "201") : reversal ? "262" : "261";
        ObjectNode item = JsonNodeFactory.instance.objectNode();
        item.put("Material", erp.material())
                .put("Plant", erp.plant())
                .put("StorageLocation", erp.locationOf(siloId))
                .put("GoodsMovementType", type)
                .put("InventorySpecialStockType", "K")
                .put("Supplier", erp.supplier());
        if (erp.costCenter() != null) {
            item.put("CostCenter", erp.costCenter());
        } else {
            item.put("ManufacturingOrder", erp.order());
        }
        return item.put("QuantityInEntryUnit", quantity.baseText())
                .put("EntryUnit", quantity.dimension() == Dimension.MASS ? "KG" : "L")
                .put(
                        "MaterialDocumentItemText",
                        cut(contractId + " " + siloId, ITEM_TEXT_CHARS_MAX));
    }

    /** OData version 2: milliseconds since the epoch. */
    private static String date(LocalDate date) {
        return "/Date(" + date.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli() + ")/";
    }

    private static String cut(String text, int charsMax) {
        return text.length() <= charsMax ? text : text.substring(0, charsMax);
    }
}

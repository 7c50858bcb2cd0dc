package io.usance.anchor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.contract.ContractEvent.SettlementPurpose;
import io.usance.pricing.RatingLine;

/** A receipt as a JSON tree; the order of fields here is the order in the file. */
final class ReceiptTree {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ReceiptTree() {}

    static ObjectNode of(Receipt receipt) {
        ObjectNode tree = JSON.objectNode();
        tree.put("format", Receipt.FORMAT);
        tree.set("settlement", settlement(receipt.settlement()));
        tree.set("evidence", evidence(receipt.settlement()));
        tree.putObject("leaf")
                .put("evidenceHash", receipt.evidenceHash().toString())
                .put("quantitySalt", receipt.settlement().salts().quantity().toString())
                .put("salt", receipt.settlement().salts().leaf().toString())
                .put("hash", receipt.leafHash().toString());
        ArrayNode hashes =
                tree.putObject("proof").put("treeIndex", receipt.treeIndex()).putArray("hashes");
        receipt.proof().forEach(hash -> hashes.add(hash.toString()));
        tree.putObject("batch")
                .put("batchNo", receipt.batch().batchNo())
                .put("root", receipt.batch().root().toString())
                .put("count", receipt.batch().count())
                .put("treeFormat", BatchDump.FORMAT);
        tree.set("anchor", place(receipt.place()));
        tree.put("digest", receipt.digest().toString());
        return tree;
    }

    private static ObjectNode place(AnchorPlace place) {
        ObjectNode node = JSON.objectNode().put("kind", place.kind());
        switch (place) {
            case AnchorReference chain ->
                    node.put("chainId", chain.chainId())
                            .put("contract", chain.contract())
                            .put("transactionHash", chain.transactionHash().toString())
                            .put("blockNumber", chain.blockNumber())
                            .put("blockHash", chain.blockHash().toString());
            case LogReference log -> {
                node.put("origin", log.origin())
                        .put("keyId", log.keyId())
                        .put("index", log.index())
                        .put("size", log.size())
                        .put("checkpoint", log.checkpoint());
                ArrayNode proof = node.putArray("proof");
                log.proof().forEach(hash -> proof.add(hash.toString()));
            }
        }
        return node;
    }

    private static ObjectNode settlement(SettlementLeaf leaf) {
        return JSON.objectNode()
                .put("settlementId", leaf.settlementId())
                .put("contractId", leaf.contractId())
                .put("contractVersion", leaf.contractVersion())
                .put("siloId", leaf.siloId())
                .put("periodId", leaf.periodId())
                .put("quantity", leaf.quantity().baseText())
                .put("unit", leaf.quantity().dimension().baseUnitCode())
                .put("amountMinor", leaf.amount().amountMinor())
                .put("currency", leaf.amount().currency().getCurrencyCode())
                .put("payer", leaf.payer())
                .put("payee", leaf.payee());
    }

    /**
     * What the evidence hash is taken of. A settlement of consumption to one payee says neither
     * purpose nor share.
     */
    static ObjectNode evidence(SettlementLeaf leaf) {
        ObjectNode evidence =
                JSON.objectNode()
                        .put("salt", leaf.salts().evidence().toString())
                        .put("consumptionNo", leaf.consumptionNo());
        if (leaf.purpose() != SettlementPurpose.CONSUMPTION) {
            evidence.put("purpose", leaf.purpose().name());
        }
        if (leaf.share() != null) {
            evidence.put("share", leaf.share().toString());
        }
        ArrayNode lines = evidence.putArray("lines");
        for (RatingLine line : leaf.lines()) {
            line(lines.addObject(), line);
        }
        return evidence;
    }

    /** What a line does not have is left out, so that a plain line hashes as it always did. */
    private static void line(ObjectNode node, RatingLine line) {
        node.put("tier", line.tier()).put("quantity", line.quantity().toString());
        if (line.unit() != null) {
            node.put("unit", line.unit().code());
        }
        node.put("unitPrice", line.unitPrice().toPlainString())
                .put("amountExact", line.amountExact().toString());
        if (line.component() != null) {
            node.put("component", line.component());
        }
        if (line.basis() != null) {
            node.put("basis", line.basis());
        }
        if (line.of() != null) {
            node.put("of", line.of());
        }
    }
}

package io.usance.anchor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Writes a whole batch as the {@code standard-v1} JSON that {@code StandardMerkleTree.load} of
 * {@code @openzeppelin/merkle-tree} reads. It holds every settlement and salt of the batch: it is
 * for the two companies' own archive, not for publication.
 */
public final class BatchDump {
    /** Name of the tree format, in dumps and receipts. */
    public static final String FORMAT = "standard-v1";

    private BatchDump() {}

    /**
     * Writes and flushes, and leaves the stream open.
     *
     * @param leaves in the order that {@code tree} was built from
     * @throws IllegalArgumentException if the tree is of another number of leaves
     * @throws IOException as thrown by {@code out}
     */
    public static void write(List<SettlementLeaf> leaves, MerkleTree tree, OutputStream out)
            throws IOException {
        if (leaves.size() != tree.count()) {
            throw new IllegalArgumentException(
                    leaves.size() + " leaves, but a tree of " + tree.count());
        }
        JsonGenerator json = new JsonFactory().createGenerator(out);
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        try (json) {
            json.writeStartObject();
            json.writeStringField("format", FORMAT);
            json.writeArrayFieldStart("leafEncoding");
            writeStrings(json, SettlementLeaf.LEAF_ENCODING);
            json.writeArrayFieldStart("tree");
            for (int i = 0; i < 2 * tree.count() - 1; i++) {
                json.writeString(tree.node(i).toString());
            }
            json.writeEndArray();
            json.writeArrayFieldStart("values");
            for (int i = 0; i < leaves.size(); i++) {
                json.writeStartObject();
                json.writeArrayFieldStart("value");
                writeStrings(json, leaves.get(i).values());
                json.writeNumberField("treeIndex", tree.treeIndex(i));
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static void writeStrings(JsonGenerator json, List<String> values) throws IOException {
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }
}

package io.usance.anchor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ReceiptTest {

    @Test
    void aFileReadAndWrittenIsTheSameFile() {
        SampleBatch batch = SampleBatch.of(9, 1);
        for (int i = 0; i < 9; i++) {
            Receipt receipt = batch.receipt(i);
            byte[] file = receipt.toJson();
            assertThat(Receipt.read(file)).isEqualTo(receipt);
            assertThat(Receipt.read(file).toJson()).isEqualTo(file);
            assertThat(ReceiptVerifier.verify(file)).isEqualTo(new Verification.Verified(receipt));
        }
    }

    @Test
    void aBatchOfOneHasAnEmptyProof() {
        byte[] file = SampleBatch.of(1, 1).receipt(0).toJson();
        assertThat(new String(file, StandardCharsets.UTF_8)).contains("\"hashes\": []");
        assertThat(ReceiptVerifier.verify(file)).isInstanceOf(Verification.Verified.class);
    }

    @Test
    void receiptsAreValidBySchemaAndNothingElseIs() throws Exception {
        Schema schema;
        try (InputStream in = Receipt.class.getResourceAsStream("receipt.schema.json")) {
            schema =
                    SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                            .getSchema(in);
        }
        SampleBatch batch = SampleBatch.of(20, 8);
        for (int i = 0; i < 20; i++) {
            String json = new String(batch.receipt(i).toJson(), StandardCharsets.UTF_8);
            assertThat(schema.validate(json, InputFormat.JSON)).isEmpty();
            assertThat(schema.validate(json.replace("\"payer\"", "\"buyer\""), InputFormat.JSON))
                    .isNotEmpty();
            assertThat(schema.validate(json.replace(": \"0x", ": \"0X"), InputFormat.JSON))
                    .isNotEmpty();
        }
    }

    @Test
    void isNotIssuedForASettlementOfAnotherBatchOrARootThatIsNotAnchored() {
        SampleBatch batch = SampleBatch.of(4, 1);
        SampleBatch other = SampleBatch.of(4, 2);
        assertThatThrownBy(() ->
                        Receipt.issue(other.leaves().get(0), batch.tree(), 0, batch.positionAt(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(other.leaves().get(0).hash().toString());
        assertThatThrownBy(() ->
                        Receipt.issue(batch.leaves().get(0), batch.tree(), 0, other.positionAt(1)))
                .isInstanceOf(RootConflictException.class)
                .hasMessageContaining(other.tree().root().toString())
                .hasMessageContaining(batch.tree().root().toString());
    }
}

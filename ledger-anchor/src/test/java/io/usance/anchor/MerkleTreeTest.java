package io.usance.anchor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {

    @Test
    void everyLeafIsProvedAndNoOtherRootIs() {
        for (int count : new int[] {1, 2, 3, 4, 7, 33}) {
            SampleBatch batch = SampleBatch.of(count, count);
            MerkleTree tree = batch.tree();
            Hash32 other = Keccak.hash(tree.root().bytes());
            for (int i = 0; i < count; i++) {
                Hash32 leaf = batch.leaves().get(i).hash();
                assertThat(MerkleTree.verify(leaf, tree.proof(i), tree.root())).isTrue();
                assertThat(MerkleTree.verify(leaf, tree.proof(i), other)).isFalse();
                assertThat(MerkleTree.verify(other, tree.proof(i), tree.root())).isFalse();
                assertThat(MerkleTree.proofLength(tree.treeIndex(i)))
                        .isEqualTo(tree.proof(i).size());
            }
        }
    }

    @Test
    void leavesThatShareTheirFirstBytesAreSortedByTheRest() {
        byte[] hashes = new byte[5 * Hash32.BYTES];
        int[] lastBytes = {9, 3, 7, 3, 200};
        for (int i = 0; i < lastBytes.length; i++) {
            hashes[(i + 1) * Hash32.BYTES - 1] = (byte) lastBytes[i];
        }
        MerkleTree tree = MerkleTree.ofHashes(hashes);
        assertThat(List.of(0, 1, 2, 3, 4))
                .extracting(tree::treeIndex)
                .containsExactly(5, 8, 6, 7, 4);
    }

    @Test
    void aLargeBatchKeepsItsLeavesApart() {
        int count = 200_000;
        byte[] hashes = new byte[count * Hash32.BYTES];
        new Random(5).nextBytes(hashes);
        MerkleTree tree = MerkleTree.ofHashes(hashes);
        for (int i = 0; i < count; i += 9_973) {
            Hash32 leaf = Hash32.at(hashes, i * Hash32.BYTES);
            assertThat(MerkleTree.verify(leaf, tree.proof(i), tree.root())).isTrue();
        }
    }

    @Test
    void refusesNoLeavesAndHalfLeaves() {
        assertThatThrownBy(() -> MerkleTree.ofHashes(new byte[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 bytes were given");
        assertThatThrownBy(() -> MerkleTree.ofHashes(new byte[33]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("33 bytes were given");
    }

    @Test
    void saltsComeFromTheSeedAloneAndDiffer() {
        Salts salts = Salts.random(new Random(1));
        assertThat(Salts.of(salts.seed()).salt(3)).isEqualTo(salts.salt(3));
        assertThat(salts.salt(3)).isNotEqualTo(salts.salt(4));
        assertThat(salts.salt(0))
                .isEqualTo(Keccak.hash(salts.seed().bytes(), new byte[Long.BYTES]));
        assertThat(salts).hasToString("Salts[seed hidden]");
    }
}

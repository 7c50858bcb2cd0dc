package io.usance.anchor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
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
    void pairsHashAsBouncyCastleHashesThem() {
        Random random = new Random(20260303);
        byte[] nodes = new byte[5 * Hash32.BYTES];
        for (int i = 0; i < 5_000; i++) {
            random.nextBytes(nodes);
            Hash32 left = Hash32.at(nodes, 7);
            Hash32 right = Hash32.at(nodes, 64);
            Keccak.pair(nodes, 7, nodes, 64, nodes, 40);
            assertThat(Hash32.at(nodes, 40)).isEqualTo(Keccak.hash(left.bytes(), right.bytes()));
        }
        // keccak-256 of 64 zeros, as every Ethereum client has it.
        byte[] zeros = new byte[Hash32.BYTES];
        Keccak.pair(zeros, 0, zeros, 0, zeros, 0);
        assertThat(Hash32.of(zeros))
                .hasToString("0xad3228b676f7d3cd4284a5443f17f1962b36e491b30a40b2405849e597ba5fb5");
    }

    @Test
    void leavesAreSortedWithoutSign() {
        byte[] hashes = new byte[1_000 * Hash32.BYTES];
        new Random(20260304).nextBytes(hashes);
        MerkleTree tree = MerkleTree.ofHashes(hashes);
        for (int i = 999; i < 2 * 999; i++) {
            assertThat(tree.node(i).toString()).isGreaterThan(tree.node(i + 1).toString());
        }
    }

    @Test
    void manyLeavesThatShareTheirFirst40BitsAreSortedByTheRest() {
        int count = 300;
        byte[] hashes = new byte[count * Hash32.BYTES];
        new Random(20260305).nextBytes(hashes);
        for (int i = 0; i < count; i++) {
            Arrays.fill(hashes, i * Hash32.BYTES, i * Hash32.BYTES + 5, (byte) (i % 3 * 100));
        }
        MerkleTree tree = MerkleTree.ofHashes(hashes);
        for (int i = count - 1; i < 2 * (count - 1); i++) {
            assertThat(tree.node(i).toString()).isGreaterThan(tree.node(i + 1).toString());
        }
        for (int i = 0; i < count; i++) {
            assertThat(tree.node(tree.treeIndex(i))).isEqualTo(Hash32.at(hashes, i * Hash32.BYTES));
        }
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
        byte[] secret = Keccak.hash(salts.seed().bytes(), new byte[Long.BYTES]).bytes();
        assertThat(salts.salt(0).leaf()).isEqualTo(Keccak.hash(secret, new byte[] {0}));
        assertThat(salts.salt(0).quantity()).isEqualTo(Keccak.hash(secret, new byte[] {1}));
        assertThat(salts.salt(0).evidence()).isEqualTo(Keccak.hash(secret, new byte[] {2}));
        assertThat(salts).hasToString("Salts[seed hidden]");
    }
}

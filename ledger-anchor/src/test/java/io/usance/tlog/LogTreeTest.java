package io.usance.tlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Against the test vectors of the Certificate Transparency reference implementation, published with
 * RFC 6962, whose tree RFC 9162 keeps; and against the definition itself.
 */
class LogTreeTest {
    private static final List<String> ENTRIES =
            List.of(
                    "",
                    "00",
                    "10",
                    "2021",
                    "3031",
                    "40414243",
                    "5051525354555657",
                    "606162636465666768696a6b6c6d6e6f");

    private static final List<String> ROOTS =
            List.of(
                    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    private static LogTree published() {
        LogTree tree = new LogTree();
        for (String entry : ENTRIES) {
            tree.append(LogHash.ofLeaf(HexFormat.of().parseHex(entry)));
        }
        return tree;
    }

    private static LogHash hash(String hex) {
        return LogHash.of(HexFormat.of().parseHex(hex));
    }

    private static List<LogHash> hashes(@Nullable String hexes) {
        return hexes == null ? List.of() : Stream.of(hexes.split(" ")).map(h -> hash(h)).toList();
    }

    @Test
    void rootsAreThePublishedOnes() {
        LogTree tree = published();
        for (int size = 0; size <= 8; size++) {
            assertThat(tree.root(size)).hasToString(ROOTS.get(size));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    0 | 1 |
                    0 | 8 | 96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7 5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e 6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4
                    5 | 8 | bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0 d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7
                    2 | 3 | fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125
                    1 | 5 | 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d 5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b
                    """)
    void inclusionProofsAreThePublishedOnes(int index, int size, @Nullable String expected) {
        LogTree tree = published();
        List<LogHash> path = tree.inclusion(index, size);
        assertThat(path).isEqualTo(hashes(expected));
        InclusionProof proof = new InclusionProof(index, size, path);
        assertThat(proof.verify(tree.leaf(index), hash(ROOTS.get(size)))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    1 | 1 |
                    1 | 8 | 96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7 5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e 6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4
                    2 | 5 | 5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b
                    2 | 8 | 5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e 6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4
                    6 | 7 | 0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7
                    6 | 8 | 0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0 d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7
                    """)
    void consistencyProofsAreThePublishedOnes(int oldSize, int newSize, @Nullable String expected) {
        List<LogHash> path = published().consistency(oldSize, newSize);
        assertThat(path).isEqualTo(hashes(expected));
        ConsistencyProof proof = new ConsistencyProof(oldSize, newSize, path);
        assertThat(proof.verify(hash(ROOTS.get(oldSize)), hash(ROOTS.get(newSize)))).isTrue();
    }

    private static final int SIZE_MAX = 70;

    private static final List<LogHash> LEAVES =
            IntStream.range(0, SIZE_MAX)
                    .mapToObj(i -> LogHash.ofLeaf(("entry " + i).getBytes(StandardCharsets.UTF_8)))
                    .toList();

    /** MTH as section 2.1.1 defines it. */
    private static LogHash defined(List<LogHash> leaves) {
        if (leaves.size() == 1) {
            return leaves.getFirst();
        }
        int k = 1;
        while (2 * k < leaves.size()) {
            k *= 2;
        }
        return LogHash.ofNode(
                defined(leaves.subList(0, k)), defined(leaves.subList(k, leaves.size())));
    }

    private static LogTree grown() {
        LogTree tree = new LogTree();
        for (int size = 1; size <= SIZE_MAX; size++) {
            tree.append(LEAVES.get(size - 1));
            assertThat(tree.root(size)).isEqualTo(defined(LEAVES.subList(0, size)));
        }
        return tree;
    }

    @Test
    void everyEntryIsProvedAtEverySizeAndNothingElseIs() {
        LogTree tree = grown();
        for (int size = 1; size <= SIZE_MAX; size++) {
            for (int index = 0; index < size; index++) {
                InclusionProof proof = new InclusionProof(index, size, tree.inclusion(index, size));
                LogHash leaf = tree.leaf(index);
                assertThat(proof.verify(leaf, tree.root(size))).isTrue();
                assertThat(proof.verify(LogHash.ofNothing(), tree.root(size))).isFalse();
                for (List<LogHash> other : spoilt(proof.hashes())) {
                    assertThat(new InclusionProof(index, size, other).verify(leaf, tree.root(size)))
                            .isFalse();
                }
                InclusionProof next = new InclusionProof(index + 1, size, proof.hashes());
                assertThat(next.verify(leaf, tree.root(size))).isFalse();
            }
        }
    }

    @Test
    void everyGrowthIsProvedAndNothingElseIs() {
        LogTree tree = grown();
        for (int newSize = 1; newSize <= SIZE_MAX; newSize++) {
            LogHash newRoot = tree.root(newSize);
            for (int oldSize = 1; oldSize <= newSize; oldSize++) {
                LogHash oldRoot = tree.root(oldSize);
                ConsistencyProof proof =
                        new ConsistencyProof(oldSize, newSize, tree.consistency(oldSize, newSize));
                assertThat(proof.verify(oldRoot, newRoot)).isTrue();
                assertThat(proof.verify(LogHash.ofNothing(), newRoot)).isFalse();
                assertThat(proof.verify(oldRoot, LogHash.ofNothing())).isFalse();
                for (List<LogHash> other : spoilt(proof.hashes())) {
                    assertThat(
                                    new ConsistencyProof(oldSize, newSize, other)
                                            .verify(oldRoot, newRoot))
                            .isFalse();
                }
            }
        }
        assertThat(new ConsistencyProof(0, 3, List.of()).verify(tree.root(0), tree.root(3)))
                .isFalse();
        assertThat(new ConsistencyProof(4, 3, List.of()).verify(tree.root(4), tree.root(3)))
                .isFalse();
    }

    /** One hash changed, one missing, one too many. */
    private static List<List<LogHash>> spoilt(List<LogHash> proof) {
        List<List<LogHash>> all = new ArrayList<>();
        for (int i = 0; i < proof.size(); i++) {
            List<LogHash> changed = new ArrayList<>(proof);
            changed.set(i, LogHash.ofNothing());
            all.add(changed);
        }
        if (!proof.isEmpty()) {
            all.add(proof.subList(1, proof.size()));
            all.add(proof.subList(0, proof.size() - 1));
        }
        List<LogHash> longer = new ArrayList<>(proof);
        longer.add(LogHash.ofNothing());
        all.add(longer);
        return all;
    }

    @Test
    void aHistoryThatWasChangedHasNoProofOfConsistency() {
        LogTree honest = grown();
        Random random = new Random(20260301);
        for (int changed = 0; changed < 40; changed++) {
            LogTree forged = new LogTree();
            for (int i = 0; i < SIZE_MAX; i++) {
                forged.append(i == changed ? LogHash.ofNothing() : LEAVES.get(i));
            }
            int oldSize = random.nextInt(changed + 1, SIZE_MAX);
            ConsistencyProof proof =
                    new ConsistencyProof(oldSize, SIZE_MAX, forged.consistency(oldSize, SIZE_MAX));
            assertThat(proof.verify(honest.root(oldSize), forged.root(SIZE_MAX))).isFalse();
        }
    }
}

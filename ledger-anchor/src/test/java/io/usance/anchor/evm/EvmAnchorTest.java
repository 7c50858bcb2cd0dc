package io.usance.anchor.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.anchor.Anchor;
import io.usance.anchor.AnchorConfigurationException;
import io.usance.anchor.AnchorPosition;
import io.usance.anchor.AnchorSuite;
import io.usance.anchor.AnchorUnavailableException;
import io.usance.anchor.Hash32;
import io.usance.anchor.Receipt;
import io.usance.anchor.ReceiptVerifier;
import io.usance.anchor.RootConflictException;
import io.usance.anchor.SampleBatch;
import io.usance.anchor.Verification.Verified;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Function;

/** The suite of every anchor, and what only a chain can do; against a real node. */
@Tag("slow")
class EvmAnchorTest extends AnchorSuite {
    private static final char[] OPERATOR = EvmNode.PUBLIC_DEV_KEY.toCharArray();

    /** Anvil's second funded account; as public as the first. */
    private static final char[] STRANGER =
            "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d".toCharArray();

    private static final char[] PENNILESS = "01".repeat(32).toCharArray();

    private static final SampleBatch BATCH = SampleBatch.of(20, 1);
    private static final SampleBatch OTHER = SampleBatch.of(20, 2);

    private EvmNode node;
    private String contract;
    private EvmAnchor anchor;

    @BeforeEach
    void start() {
        node = EvmNode.start();
        contract = EvmAnchor.deploy(node.chain(), OPERATOR);
        anchor = EvmAnchor.connect(node.chain(), contract, OPERATOR);
    }

    @AfterEach
    void stop() {
        anchor.close();
        node.close();
    }

    private AnchorPosition submit(SampleBatch batch, long batchNo) {
        return anchor.submit(batchNo, batch.tree().root(), batch.tree().count());
    }

    @Override
    protected Anchor connect() {
        return EvmAnchor.connect(node.chain(), contract, OPERATOR);
    }

    @Override
    protected Anchor unreachable() {
        // The port of tcpmux: no process listens there.
        EvmChain nowhere =
                EvmChain.at("http://127.0.0.1:1", EvmNode.CHAIN_ID)
                        .withTimeouts(Duration.ofMillis(500), Duration.ofMillis(500));
        return EvmAnchor.connect(nowhere, contract, OPERATOR);
    }

    @Override
    protected void deepen(Anchor held, int confirmations) {
        Rpc.call(node, "anvil_mine", "0x" + Integer.toHexString(confirmations));
    }

    @Test
    void thePlaceNamesTheContract() {
        AnchorPosition submitted = submit(BATCH, 1);
        assertThat(submitted.reference().contract()).isEqualTo(contract);
        assertThat(submitted.place()).isEqualTo(submitted.reference());
    }

    @Test
    void theContractVerifiesTheProofsOfIssuedReceipts() {
        AnchorPosition anchored = submit(BATCH, 9);
        for (int i = 0; i < 20; i++) {
            Receipt receipt = Receipt.issue(BATCH.leaves().get(i), BATCH.tree(), i, anchored);
            assertThat(ReceiptVerifier.verify(receipt.toJson())).isEqualTo(new Verified(receipt));
            assertThat(anchor.verifyOnChain(receipt.leafHash(), receipt.proof(), 9)).isTrue();
        }
        Hash32 stranger = OTHER.leaves().getFirst().hash();
        assertThat(anchor.verifyOnChain(stranger, BATCH.tree().proof(0), 9)).isFalse();
        assertThat(anchor.verifyOnChain(BATCH.tree().root(), List.of(), 10)).isFalse();
    }

    @Test
    void repeatingSendsNothing() {
        AnchorPosition first = submit(BATCH, 1);
        String transactions = Rpc.transactionCount(node, anchor.account());
        assertThat(submit(BATCH, 1)).isEqualTo(first);
        assertThat(Rpc.transactionCount(node, anchor.account())).isEqualTo(transactions);
    }

    @Test
    void onlyTheOperatorAnchors() {
        try (EvmAnchor stranger = EvmAnchor.connect(node.chain(), contract, STRANGER)) {
            assertThatThrownBy(() -> stranger.submit(1, BATCH.tree().root(), 20))
                    .isInstanceOf(AnchorConfigurationException.class)
                    .hasMessageStartingWith("operator not authorised")
                    .hasMessageContaining(stranger.account())
                    .hasMessageContaining(anchor.account());
        }
    }

    @Test
    void theOperatorHandsOverInTwoSteps() {
        try (EvmAnchor successor = EvmAnchor.connect(node.chain(), contract, STRANGER)) {
            // The node signs for its own funded accounts.
            String offer =
                    FunctionEncoder.encode(
                            new Function(
                                    "transferOperator",
                                    List.of(new Address(successor.account())),
                                    List.of()));
            Rpc.send(node, anchor.account(), contract, offer);
            submit(BATCH, 1);
            String accept =
                    FunctionEncoder.encode(new Function("acceptOperator", List.of(), List.of()));
            Rpc.send(node, successor.account(), contract, accept);
            assertThatThrownBy(() -> submit(OTHER, 2))
                    .isInstanceOf(AnchorConfigurationException.class)
                    .hasMessageStartingWith("operator not authorised");
            assertThat(successor.submit(2, OTHER.tree().root(), 20).batchNo()).isEqualTo(2);
        }
    }

    @Test
    void aContractOfAnotherKindIsTold() {
        // Answers every call with nothing: PUSH1 0 PUSH1 0 RETURN; or reverts: PUSH1 0 DUP1 REVERT.
        for (String code : List.of("0x60006000f3", "0x600080fd")) {
            String address = "0x" + "34".repeat(20);
            Rpc.call(node, "anvil_setCode", address, code);
            try (EvmAnchor wrong = EvmAnchor.connect(node.chain(), address, OPERATOR)) {
                assertThatThrownBy(() -> wrong.find(1))
                        .isInstanceOf(AnchorConfigurationException.class)
                        .hasMessageContaining("is not a UsanceAnchor");
            }
        }
    }

    @Test
    void anAccountWithoutGasMoneyIsTold() {
        assertThatThrownBy(() -> EvmAnchor.deploy(node.chain(), PENNILESS))
                .isInstanceOf(AnchorConfigurationException.class)
                .hasMessageStartingWith("out of gas money")
                .hasMessageContaining("it holds 0 gwei");
        Rpc.call(node, "anvil_setBalance", anchor.account(), "0x3b9aca00");
        assertThatThrownBy(() -> submit(BATCH, 1))
                .isInstanceOf(AnchorConfigurationException.class)
                .hasMessageStartingWith("out of gas money")
                .hasMessageContaining(anchor.account())
                .hasMessageContaining("it holds 1 gwei");
    }

    @Test
    void aWrongChainAndAWrongAddressAreTold() {
        try (EvmAnchor wrong = EvmAnchor.connect(EvmChain.at(node.url(), 1), contract, OPERATOR)) {
            assertThatThrownBy(() -> wrong.find(1))
                    .isInstanceOf(AnchorConfigurationException.class)
                    .hasMessageContaining("is on chain 31337, configured is 1");
        }
        try (EvmAnchor none = EvmAnchor.connect(node.chain(), "0x" + "12".repeat(20), OPERATOR)) {
            assertThatThrownBy(() -> none.find(1))
                    .isInstanceOf(AnchorConfigurationException.class)
                    .hasMessageStartingWith("no contract code at address 0x1212");
        }
        assertThatThrownBy(() -> EvmAnchor.connect(node.chain(), "0x12", OPERATOR))
                .isInstanceOf(AnchorConfigurationException.class);
        assertThatThrownBy(
                        () -> EvmAnchor.connect(node.chain(), contract, "my secret".toCharArray()))
                .isInstanceOf(AnchorConfigurationException.class)
                .hasMessageNotContaining("secret");
    }

    @Test
    void aTransactionLostInAReorganisationIsMissedAndSentAgain() {
        AnchorPosition first = submit(BATCH, 1);

        Rpc.call(node, "anvil_reorg", 1, List.of());

        assertThat(anchor.find(1)).isEmpty();
        AnchorPosition second = submit(BATCH, 1);
        assertThat(second.root()).isEqualTo(first.root());
        assertThat(second.reference().blockHash()).isNotEqualTo(first.reference().blockHash());
        assertThat(anchor.find(1)).contains(second);
    }

    @Test
    void whatWaitsInThePoolIsNotSentTwice() {
        Rpc.call(node, "evm_setAutomine", false);
        EvmChain impatient =
                node.chain().withTimeouts(Duration.ofSeconds(10), Duration.ofMillis(300));
        try (EvmAnchor hasty = EvmAnchor.connect(impatient, contract, OPERATOR)) {
            for (int attempt = 0; attempt < 3; attempt++) {
                assertThatThrownBy(() -> hasty.submit(1, BATCH.tree().root(), 20))
                        .isInstanceOf(AnchorUnavailableException.class)
                        .hasMessageContaining("is in no block after 300 ms");
            }
            assertThatThrownBy(() -> hasty.submit(1, OTHER.tree().root(), 20))
                    .isInstanceOf(RootConflictException.class);
            Rpc.call(node, "evm_mine");
            assertThat(hasty.submit(1, BATCH.tree().root(), 20).confirmations()).isEqualTo(1);
            // One for the contract, one for the batch.
            assertThat(Rpc.transactionCount(node, hasty.account())).isEqualTo("0x2");
        }
    }

    @Test
    void nothingIsSentAboveTheFeeCap() {
        Rpc.call(
                node,
                "anvil_setNextBlockBaseFeePerGas",
                "0x" + EvmChain.GWEI.multiply(BigInteger.valueOf(500)).toString(16));
        Rpc.call(node, "evm_mine");
        assertThatThrownBy(() -> submit(BATCH, 1))
                .isInstanceOf(AnchorUnavailableException.class)
                .hasMessageContaining("base fee of 500 gwei is above the cap of 100 gwei");
        EvmChain generous =
                node.chain().withFeeCapWei(EvmChain.GWEI.multiply(BigInteger.valueOf(1000)));
        try (EvmAnchor rich = EvmAnchor.connect(generous, contract, OPERATOR)) {
            assertThat(rich.submit(1, BATCH.tree().root(), 20).batchNo()).isEqualTo(1);
        }
    }

    @Test
    void aBatchCostsAboutAsMuchAsTwoStorageSlots() {
        long first = Rpc.gasUsed(node, submit(BATCH, 1).reference().transactionHash());
        long second = Rpc.gasUsed(node, submit(OTHER, 2).reference().transactionHash());
        assertThat(first).isBetween(70_000L, 71_500L);
        assertThat(second).isCloseTo(first, org.assertj.core.data.Offset.offset(100L));
    }
}

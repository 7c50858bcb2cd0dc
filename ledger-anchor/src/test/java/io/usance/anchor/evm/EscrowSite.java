package io.usance.anchor.evm;

import com.fasterxml.jackson.databind.JsonNode;
import io.usance.escrow.Mandate;
import java.util.ArrayList;
import java.util.List;

/** A node with a token and an escrow, and people who hold their keys, for tests of what uses it. */
public final class EscrowSite implements AutoCloseable {
    /** Anvil's funded accounts from the second on; as public as the first. */
    private static final List<String> KEYS =
            List.of(
                    "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
                    "5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
                    "7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6",
                    "47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a");

    private EvmNode node = EvmNode.start();
    private final EscrowRig rig = EscrowRig.on(node);
    private final String contract;
    private final List<EvmEscrow> people = new ArrayList<>();

    public EscrowSite() {
        char[] operator = EvmNode.PUBLIC_DEV_KEY.toCharArray();
        contract =
                EvmEscrow.deploy(node.chain(), operator, rig.token, 2, rig.owner(), rig.operator());
        for (int no = 1; no <= KEYS.size(); no++) {
            people.add(EvmEscrow.connect(node.chain(), contract, KEYS.get(no - 1).toCharArray()));
            rig.mint(address(no), 1_000_000_00);
            people.getLast().approve(1_000_000_00);
        }
    }

    /** A client of the operator; the caller closes it. */
    public EvmEscrow operator() {
        return EvmEscrow.connect(node.chain(), contract, EvmNode.PUBLIC_DEV_KEY.toCharArray());
    }

    /** The node, as a client reaches it directly. */
    public EvmChain chain() {
        return node.chain();
    }

    /** A client of the operator that reaches the node otherwise; the caller closes it. */
    public EvmEscrow operator(EvmChain chain) {
        return EvmEscrow.connect(chain, contract, EvmNode.PUBLIC_DEV_KEY.toCharArray());
    }

    /** Address of the operator's account. */
    public String operatorAddress() {
        return rig.operator();
    }

    /** Another node at the same address that knows nothing. */
    public void loseState() {
        int port = node.port();
        node.close();
        node = EvmNode.start(EvmNode.Options.defaults().withPort(port));
    }

    /**
     * @param no from 1 to 4
     */
    public String address(int no) {
        return rig.person(no);
    }

    /** As {@link #address}; closed with this. */
    public EvmEscrow person(int no) {
        return people.get(no - 1);
    }

    /** One pays in for another and gives a mandate without limits. */
    public void fund(int payer, int payee, long amountMinor) {
        person(payer).deposit(address(payee), amountMinor);
        person(payer).setMandate(address(payee), new Mandate(1L << 50, 720, Mandate.NEVER));
    }

    /** One JSON-RPC call to the node. */
    public JsonNode rpc(String method, Object... parameters) {
        return EscrowRig.rpc(node, method, parameters);
    }

    @Override
    public void close() {
        people.forEach(EvmEscrow::close);
        rig.close();
        node.close();
    }
}

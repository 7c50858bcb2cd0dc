// Verifies a receipt, or a disclosure, as an outsider would, with none of our code: canonical form, evidence, leaf,
// proof and digest. Prints the root to compare with the one on the chain.
// Usage: node check-receipt.mjs <receipt.json>
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { encode } from "@metamask/abi-utils";
import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { keccak256 } from "ethereum-cryptography/keccak.js";

const hash = (text) => "0x" + Buffer.from(keccak256(Buffer.from(text, "utf8"))).toString("hex");

const file = readFileSync(process.argv[2], "utf8");
const receipt = JSON.parse(file);
const { settlement: s, evidence, leaf, proof, batch } = receipt;

const hidden = receipt.format === "usance-disclosure/v1" ? evidence : "nothing";
assert(hidden !== "nothing" || receipt.format === "usance-receipt/v2", "format");
assert.equal(JSON.stringify(receipt, null, 2) + "\n", file, "form");
if (hidden === "nothing") {
  assert.equal(hash(JSON.stringify(evidence)), leaf.evidenceHash, "evidence");
}

const types = [
  "string", "string", "uint256", "string", "string", "bytes32", "string",
  "int256", "string", "string", "string", "bytes32", "bytes32",
];
const quantity =
  hidden === "quantities"
    ? s.quantity
    : "0x" +
      Buffer.from(
        keccak256(encode(["string", "bytes32"], [s.quantity, leaf.quantitySalt])),
      ).toString("hex");
const values = [
  s.settlementId, s.contractId, String(s.contractVersion), s.siloId, s.periodId, quantity, s.unit,
  String(s.amountMinor), s.currency, s.payer, s.payee, leaf.evidenceHash, leaf.salt,
];
assert.equal(StandardMerkleTree.of([values], types).root, leaf.hash, "leaf");
assert(StandardMerkleTree.verify(batch.root, types, values, proof.hashes), "proof");
assert.equal(hash(file.split("\n").slice(0, -3).join("\n") + "\n"), receipt.digest, "digest");
console.log(batch.root);

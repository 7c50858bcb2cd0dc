// Checks dumps against the reference library: loads each, rebuilds the tree from the values alone,
// and verifies proofs. Prints one JSON object per dump: {file, root, proofs}.
// Usage: node check-dumps.mjs <dump.json>...
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { StandardMerkleTree } from "@openzeppelin/merkle-tree";

const PROOFS_MAX = 100;

for (const file of process.argv.slice(2)) {
  const dump = JSON.parse(readFileSync(file, "utf8"));
  const loaded = StandardMerkleTree.load(dump);
  const rebuilt = StandardMerkleTree.of(
    dump.values.map(({ value }) => value),
    dump.leafEncoding,
  );
  assert.deepEqual(dump, JSON.parse(JSON.stringify(rebuilt.dump())), `${file} differs`);

  const proofs = [];
  for (const [index, value] of loaded.entries()) {
    if (index < PROOFS_MAX || index === loaded.length - 1) {
      const proof = loaded.getProof(index);
      assert(StandardMerkleTree.verify(rebuilt.root, dump.leafEncoding, value, proof));
      proofs.push({ index, proof });
    }
  }
  console.log(JSON.stringify({ file, root: loaded.root, proofs }));
}

// Verifies a transparency log as an outsider would, with none of our code: signatures of checkpoints
// and inclusion proofs with @sigstore/verify, whose Merkle tree is that of RFC 9162 (and RFC 6962).
// It knows no consistency proofs; for the files of a log, every root is computed here instead.
// Usage: node check-log.mjs <cases.json | directory of a log> <public key>
import assert from "node:assert/strict";
import { createHash, createPublicKey } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import checkpoints from "@sigstore/verify/dist/tlog/checkpoint.js";
import merkle from "@sigstore/verify/dist/tlog/merkle.js";

const [, , input, vkey] = process.argv;
const [, name, keyId, encoded] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey);
const typed = Buffer.from(encoded, "base64");
const id = createHash("sha256").update(name).update("\n").update(typed).digest();
assert.equal(id.toString("hex", 0, 4), keyId, "key id");
const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), typed.subarray(1)]);
const publicKey = createPublicKey({ key: spki, format: "der", type: "spki" });
const logs = [{ logID: id, baseURL: name, publicKey }];

const verified = ({ entry, index, checkpoint, proof }) => {
  const signed = checkpoints.verifyCheckpoint(
    { inclusionProof: { checkpoint: { envelope: checkpoint } } },
    logs,
  );
  merkle.verifyMerkleInclusion(
    {
      canonicalizedBody: Buffer.from(entry),
      inclusionProof: {
        logIndex: String(index),
        treeSize: String(signed.logSize),
        rootHash: signed.logHash,
        hashes: proof.map((hash) => Buffer.from(hash, "base64")),
      },
    },
    signed,
  );
  return signed;
};

const refused = (changed) => {
  assert.throws(() => verified(changed), `not refused: ${JSON.stringify(changed)}`);
  return 1;
};

const checkCases = (cases) => {
  let spoilt = 0;
  for (const one of cases) {
    verified(one);
    const { index, checkpoint, proof } = one;
    spoilt += refused({ ...one, entry: one.entry + "0" });
    spoilt += refused({ ...one, proof: [...proof, proof[0] ?? ""] });
    spoilt += refused({ ...one, index: index + 1 + Number(checkpoint.split("\n")[1]) });
    spoilt += refused({ ...one, checkpoint: checkpoint.replace("\n", "\n1") });
  }
  console.log(`${cases.length} verified, ${spoilt} refused`);
};

// The root as RFC 9162 section 2.1.1 defines it, by its two formulas.
const sha256 = (...parts) =>
  parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
const root = (entries) => {
  if (entries.length === 1) {
    return sha256(Buffer.of(0), entries[0]);
  }
  const k = 2 ** Math.floor(Math.log2(entries.length - 1));
  return sha256(Buffer.of(1), root(entries.slice(0, k)), root(entries.slice(k)));
};

const checkFiles = (directory) => {
  const entries = readFileSync(join(directory, "entries"), "utf8").split("\n").slice(0, -1);
  const notes = readFileSync(join(directory, "checkpoints"), "utf8").match(/(.*\n){5}/g);
  for (const checkpoint of notes) {
    const size = Number(checkpoint.split("\n")[1]);
    const signed = checkpoints.verifyCheckpoint(
      { inclusionProof: { checkpoint: { envelope: checkpoint } } },
      logs,
    );
    assert.deepEqual(root(entries.slice(0, size)), signed.logHash, `root at size ${size}`);
  }
  console.log(`${entries.length} entries, ${notes.length} checkpoints verified`);
};

if (statSync(input).isDirectory()) {
  checkFiles(input);
} else {
  checkCases(JSON.parse(readFileSync(input, "utf8")));
}

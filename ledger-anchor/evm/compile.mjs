// Compiles the contracts and writes ABI and bytecode of each as one JSON file.
// Usage: node compile.mjs [directory]
// Default: those of the product into the committed main resources, the test tokens into the test
// resources. With a directory, all go there.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import solc from "solc";

const here = dirname(fileURLToPath(import.meta.url));
const resolve = createRequire(import.meta.url).resolve;
const main = process.argv[2] ?? join(here, "../src/main/resources/io/usance/anchor/evm");
const test = process.argv[2] ?? join(here, "../src/test/resources/io/usance/anchor/evm");

// Each source is compiled alone, so that none depends on its neighbours.
const sources = [
  { file: "contracts/UsanceAnchor.sol", names: ["UsanceAnchor"], directory: main },
  // The newer pipeline saves 2 % of the gas of a batch.
  {
    file: "contracts/UsanceEscrow.sol",
    names: ["UsanceEscrow"],
    directory: main,
    extra: { viaIR: true },
  },
  { file: "contracts/test/TestToken.sol", names: ["TestToken"], directory: test },
  {
    file: "contracts/test/BadTokens.sol",
    names: ["FalseToken", "FeeToken", "HostileToken"],
    directory: test,
  },
];

// No metadata hash and no CBOR trailer: the bytecode depends on the code alone, not on comments
// or paths. Shanghai is the newest instruction set that most EVM chains understand.
const settings = {
  optimizer: { enabled: true, runs: 200 },
  evmVersion: "shanghai",
  metadata: { bytecodeHash: "none", appendCBOR: false },
  outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } },
};

const read = (path) =>
  readFileSync(path.startsWith("contracts/") ? join(here, path) : resolve(path), "utf8");

for (const { file, names, directory, extra } of sources) {
  const { outputSelection, ...kept } = { ...settings, ...extra };
  const compiled = JSON.parse(
    solc.compile(
      JSON.stringify({
        language: "Solidity",
        sources: { [file]: { content: read(file) } },
        settings: { outputSelection, ...kept },
      }),
      { import: (path) => ({ contents: read(path) }) },
    ),
  );
  const problems = compiled.errors ?? [];
  problems.forEach((problem) => console.error(problem.formattedMessage));
  if (problems.length > 0) {
    process.exit(1);
  }
  mkdirSync(directory, { recursive: true });
  for (const name of names) {
    const contract = compiled.contracts[file][name];
    writeFileSync(
      join(directory, name + ".json"),
      JSON.stringify(
        {
          contractName: name,
          compiler: solc.version(),
          settings: kept,
          abi: contract.abi,
          bytecode: "0x" + contract.evm.bytecode.object,
        },
        null,
        2,
      ) + "\n",
    );
  }
}

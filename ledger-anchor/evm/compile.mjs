// Compiles contracts/UsanceAnchor.sol and writes its ABI and bytecode as one JSON file.
// Usage: node compile.mjs [output file]      (default: the committed resource)
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import solc from "solc";

const here = dirname(fileURLToPath(import.meta.url));
const resolve = createRequire(import.meta.url).resolve;
const source = "contracts/UsanceAnchor.sol";
const output =
  process.argv[2] ??
  join(here, "../src/main/resources/io/usance/anchor/evm/UsanceAnchor.json");

// No metadata hash and no CBOR trailer: the bytecode depends on the code alone, not on comments
// or paths. Shanghai is the newest instruction set that most EVM chains understand.
const settings = {
  optimizer: { enabled: true, runs: 200 },
  evmVersion: "shanghai",
  metadata: { bytecodeHash: "none", appendCBOR: false },
  outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } },
};

const compiled = JSON.parse(
  solc.compile(
    JSON.stringify({
      language: "Solidity",
      sources: { [source]: { content: readFileSync(join(here, source), "utf8") } },
      settings,
    }),
    { import: (path) => ({ contents: readFileSync(resolve(path), "utf8") }) },
  ),
);

const problems = compiled.errors ?? [];
problems.forEach((problem) => console.error(problem.formattedMessage));
if (problems.length > 0) {
  process.exit(1);
}

const contract = compiled.contracts[source].UsanceAnchor;
const { outputSelection, ...kept } = settings;
mkdirSync(dirname(output), { recursive: true });
writeFileSync(
  output,
  JSON.stringify(
    {
      contractName: "UsanceAnchor",
      compiler: solc.version(),
      settings: kept,
      abi: contract.abi,
      bytecode: "0x" + contract.evm.bytecode.object,
    },
    null,
    2,
  ) + "\n",
);

// Runs the audits of graphql-http and the comparison with graphql-js on one server (`make conformance`).
import { runAudits } from "./audits.mjs";
import { ROOT, runDifferential } from "./differential.mjs";
import { parseOptions } from "./options.mjs";
import { startServer } from "./server.mjs";

const options = parseOptions(process.argv.slice(2));
console.log(`Seeds ${options.seeds.join(", ")} with ${options.count} requests each, and the handwritten requests.`);

const server = await startServer(ROOT);
let passed = false;
try {
  const audits = await runAudits(server.url);
  audits.failures.forEach((line) => console.log(line));
  console.log(`graphql-http: ${audits.count - audits.failures.length} of ${audits.count} audits passed.`);
  const startedAt = Date.now();
  const differential = await runDifferential(server.url, options);
  console.log(differential.lines.join("\n"));
  console.log(`graphql-js: ${differential.passed ? "the same verdict on every request" : "different verdicts"}, in ${Math.round((Date.now() - startedAt) / 1000)} s.`);
  if (!server.running()) console.log("The server exited during the run.");
  passed = audits.count > 0 && audits.failures.length === 0 && differential.passed && server.running();
} finally {
  await server.stop();
}
process.exitCode = passed ? 0 : 1;

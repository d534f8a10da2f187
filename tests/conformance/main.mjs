// All judges on one server: what `make conformance` runs.
import { runAudits } from "./audits.mjs";
import { ROOT, runDifferential } from "./differential.mjs";
import { optionsOf } from "./options.mjs";
import { startServer } from "./server.mjs";

const options = optionsOf(process.argv.slice(2));
console.log(`Seeds ${options.seeds.join(", ")}, with ${options.count} requests each, and those written by hand.`);

const server = await startServer(ROOT);
let well = false;
try {
  const audits = await runAudits(server.url);
  audits.failures.forEach((line) => console.log(line));
  console.log(`graphql-http: ${audits.count - audits.failures.length} of ${audits.count} audits are fulfilled.`);
  const begun = Date.now();
  const differential = await runDifferential(server.url, options);
  console.log(differential.lines.join("\n"));
  console.log(`graphql-js: ${differential.well ? "one verdict" : "not one verdict"} on all, in ${Math.round((Date.now() - begun) / 1000)} s.`);
  if (!server.running()) console.log("The server did not outlive it.");
  well = audits.count > 0 && audits.failures.length === 0 && differential.well && server.running();
} finally {
  await server.stop();
}
process.exitCode = well ? 0 : 1;

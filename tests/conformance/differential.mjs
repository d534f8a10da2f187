// The differential test: thousands of requests, valid and broken, judged by graphql-js and by the server. Both have to come to one verdict.
//
//   node differential.mjs                      five seeds
//   node differential.mjs --seed 7             one seed
//   node differential.mjs --seed 7 --only 12   one request, with both verdicts (seed 0: those written by hand)
//   node differential.mjs --replay FILE        the request in a file: JSON as it would be posted, or a document alone
//   ... --count 500                            so many a seed;   --url http://127.0.0.1:8080: another server that runs already
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ACCEPTED } from "./accepted.mjs";
import { Asking } from "./asking.mjs";
import { BY_HAND, countOf, requestOf } from "./generator/documents.mjs";
import { optionsOf } from "./options.mjs";
import { startServer } from "./server.mjs";
import { Tally, inFull } from "./tally.mjs";
import { judge, schemaOf } from "./truth.mjs";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const schema = schemaOf(readFileSync(join(ROOT, "schema.graphql"), "utf8"));

/** Runs all seeds; the lines to be told, and whether all is well. */
export async function runDifferential(url, { seeds, count }) {
  const tally = new Tally(schema, ACCEPTED);
  const asking = new Asking(url);
  try {
    for (const seed of new Set([BY_HAND, ...seeds])) await runSeed(asking, tally, seed, countOf(seed, count));
  } finally {
    asking.end();
  }
  const differences = tally.differences();
  const shortcomings = tally.shortcomings();
  return { lines: [...differences, ...shortcomings, tally.summary()], well: differences.length + shortcomings.length === 0 };
}

async function runSeed(asking, tally, seed, count) {
  const requests = Array.from({ length: count }, (_, index) => requestOf(schema, seed, index));
  await asking.each(requests, (index, answer) => {
    const request = requests[index];
    tally.take({ seed, index, request, truth: judge(schema, request), answer });
  });
}

async function runOne(url, seed, index, request) {
  const asking = new Asking(url);
  try {
    const answer = await asking.judge(request);
    const truth = judge(schema, request);
    console.log(inFull({ seed, index, request, truth, answer }));
    return answer.verdict === (truth.valid ? "valid" : "invalid");
  } finally {
    asking.end();
  }
}

function requestIn(file) {
  const text = readFileSync(file, "utf8");
  if (!/^\s*\{\s*"/.test(text)) return { way: file, query: text };
  const { query, operationName, variables } = JSON.parse(text);
  return { way: file, query, operationName: operationName ?? undefined, variables: variables === undefined ? undefined : JSON.stringify(variables) };
}

async function main(options) {
  const server = options.url ? { url: options.url, stop: async () => {} } : await startServer(ROOT);
  try {
    if (options.replay) return await runOne(server.url, "-", "-", requestIn(options.replay));
    if (options.only !== undefined) return await runOne(server.url, options.seeds[0], options.only, requestOf(schema, options.seeds[0], options.only));
    const { lines, well } = await runDifferential(server.url, options);
    console.log(lines.join("\n"));
    return well;
  } finally {
    await server.stop();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = (await main(optionsOf(process.argv.slice(2)))) ? 0 : 1;
}

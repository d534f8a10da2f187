// Differential test: graphql-js and the server judge thousands of valid and invalid requests and must agree.
//
//   node differential.mjs                      five seeds
//   node differential.mjs --seed 7             one seed
//   node differential.mjs --seed 7 --only 12   one request with both verdicts (seed 0: the handwritten requests)
//   node differential.mjs --replay FILE        the request in a file: the JSON of a POST body, or a document
//   ... --count 500                            number of requests for each seed
//   ... --url http://127.0.0.1:8080            a server that is already running
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ACCEPTED } from "./accepted.mjs";
import { GraphqlClient } from "./client.mjs";
import { HANDWRITTEN, requestCount, makeRequest } from "./generator/documents.mjs";
import { parseOptions } from "./options.mjs";
import { startServer } from "./server.mjs";
import { Report, describe } from "./report.mjs";
import { buildReferenceSchema, expectedVerdict } from "./reference.mjs";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const schema = buildReferenceSchema(readFileSync(join(ROOT, "schema.graphql"), "utf8"));

/** Runs all seeds. Returns the lines to print, and `passed`. */
export async function runDifferential(url, { seeds, count }) {
  const report = new Report(schema, ACCEPTED);
  const client = new GraphqlClient(url);
  try {
    for (const seed of new Set([HANDWRITTEN, ...seeds])) await runSeed(client, report, seed, requestCount(seed, count));
  } finally {
    client.close();
  }
  const differences = report.differences();
  const shortcomings = report.shortcomings();
  return { lines: [...differences, ...shortcomings, report.summary()], passed: differences.length + shortcomings.length === 0 };
}

async function runSeed(client, report, seed, count) {
  const requests = Array.from({ length: count }, (_, index) => makeRequest(schema, seed, index));
  await client.each(requests, (index, answer) => {
    const request = requests[index];
    report.add({ seed, index, request, expected: expectedVerdict(schema, request), answer });
  });
}

async function runOne(url, seed, index, request) {
  const client = new GraphqlClient(url);
  try {
    const answer = await client.verdict(request);
    const expected = expectedVerdict(schema, request);
    console.log(describe({ seed, index, request, expected, answer }));
    return answer.verdict === (expected.valid ? "valid" : "invalid");
  } finally {
    client.close();
  }
}

function readRequest(file) {
  const text = readFileSync(file, "utf8");
  if (!/^\s*\{\s*"/.test(text)) return { origin: file, query: text };
  const { query, operationName, variables } = JSON.parse(text);
  return { origin: file, query, operationName: operationName ?? undefined, variables: variables === undefined ? undefined : JSON.stringify(variables) };
}

async function main(options) {
  const server = options.url ? { url: options.url, stop: async () => {} } : await startServer(ROOT);
  try {
    if (options.replay) return await runOne(server.url, "-", "-", readRequest(options.replay));
    if (options.only !== undefined) return await runOne(server.url, options.seeds[0], options.only, makeRequest(schema, options.seeds[0], options.only));
    const { lines, passed } = await runDifferential(server.url, options);
    console.log(lines.join("\n"));
    return passed;
  } finally {
    await server.stop();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = (await main(parseOptions(process.argv.slice(2)))) ? 0 : 1;
}

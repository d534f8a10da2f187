// Measures the CPU time and memory that a release server spends on rejecting amplification attacks: short
// requests that expand to large ones (security cases 26 to 39). The server runs with its
// default limits. Its CPU time is read from /proc, so this runs on Linux only. `make amplification` runs it.
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { ROOT } from "./differential.mjs";
import { startServer } from "./server.mjs";

const TIMES = 20;
const MOST_MILLISECONDS = 20;
const MOST_MEBIBYTES = 50;

const times = (number, part) => Array.from({ length: number }, (_, n) => part(n)).join(" ");
const spread = (filter) =>
  `query($a: String = "x") { articles(first: 1) { nodes { tags { ${times(24, () => "...G")} } } } } fragment G on Tag { ${times(26, () => "...F")} } fragment F on Tag { articles(filter: { ${filter} }) { totalCount } }`;
const uses = times(100, () => "$a");
const link = (inner) => `{ article(slug: "x") { body { ... on Paragraph { runs { ... on LinkRun { target { ... on ArticleLink { article { ${inner} } } } } } } } } }`;
const pages = (depth) => `related(first: 100) { nodes { ${depth > 1 ? pages(depth - 1) : "id"} } }`;

const REQUESTS = {
  "case 26, selections 1,000 deep": { query: "{a".repeat(1_000) + "}".repeat(1_000) },
  "case 27, lists 3,000 deep": { query: `{ nodes(ids: ${"[".repeat(3_000)}${"]".repeat(3_000)}) { id } }` },
  "case 27, 100,000 braces": { query: "{".repeat(100_000) },
  "case 28, variables 100 deep": { query: "query($i: [ID!]!) { nodes(ids: $i) { id } }", variables: { i: JSON.parse("[".repeat(100) + "]".repeat(100)) } },
  "case 29, fragments that double 45 times": { query: `{ articles { nodes { ...F0 } } } ${times(45, (n) => `fragment F${n} on Article { ...F${n + 1} ...F${n + 1} }`)} fragment F45 on Article { id }` },
  "case 30, a cycle of fragments": { query: "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }" },
  "case 31, 3,000 aliases": { query: `{ publication { ${times(3_000, (n) => `a${n}: name`)} } }` },
  "case 32, one field 100,000 times": { query: `{ publication { ${times(100_000, () => "name")} } }` },
  "case 33, 50,000 directives": { query: `{ a ${times(50_000, () => "@include(if: true)")} }` },
  "case 34, 2,000 operations": { query: times(2_000, (n) => `query Q${n} { __typename }`) },
  "case 35, 100,001 ids": { query: "query($i: [ID!]!) { nodes(ids: $i) { id } }", variables: { i: Array(100_001).fill("a") } },
  "case 36, pages of pages": { query: `{ articles(first: 100) { nodes { ${pages(2)} } } }` },
  "case 36, pages behind links of a body": { query: link(pages(2)) },
  "case 37, fields that conflict": { query: `{ articles { nodes { ${times(15, (n) => `x${n}: related { nodes { id } } x${n}: related(first: 1) { nodes { id } }`)} } } }` },
  "case 38, nested lists of the schema": { query: '{ __type(name: "BodyBlock") { possibleTypes { interfaces { possibleTypes { interfaces { name } } } } } }' },
  "case 39, 1,900 unknown fields": { query: `{ publication { ${times(1_900, (n) => `u${n}`)} } }` },
  "case 39, unknown fields spread 624 times": { query: spread(times(1_500, (n) => `a${n}: 1`)) },
  "variables used 250,000 times": { query: spread(`tags: { all: [${uses}] any: [${uses}] } sections: [${uses}]`), variables: { a: null } },
  "40,000 unknown fields of a variable": { query: "mutation($i: ArticleCreateInput!) { articleCreate(input: $i) { userErrors { code } } }", variables: { i: Object.fromEntries(Array.from({ length: 40_000 }, (_, n) => [`k${n}`, 1])) } },
  "a type name of 60,000 letters": { query: `{ ... on ${"A".repeat(60_000)} { __typename } }` },
};

const server = await startServer(ROOT, { program: join(ROOT, "target/release/standfirst"), limits: { tokens: 5_000 } });
const kernel = (file) => readFileSync(`/proc/${server.pid}/${file}`, "utf8");
// The kernel counts CPU time in hundredths of a second.
const cpuMilliseconds = () => kernel("stat").split(") ")[1].split(" ").slice(11, 13).reduce((sum, ticks) => sum + Number(ticks) * 10, 0);
const memoryMebibytes = () => Number(/VmRSS:\s+(\d+)/.exec(kernel("status"))[1]) / 1024;
const headers = { "content-type": "application/json", accept: "application/graphql-response+json" };
const post = (body) => fetch(`${server.url}/graphql`, { method: "POST", headers, body });

let passed = true;
const check = (holds, line) => {
  passed &&= holds;
  console.log(`${holds ? "PASS" : "FAIL"}  ${line}`);
};
try {
  const atFirst = memoryMebibytes();
  for (const [name, request] of Object.entries(REQUESTS)) {
    const body = JSON.stringify(request);
    const answer = await post(body);
    const text = await answer.text();
    const before = cpuMilliseconds();
    for (let n = 0; n < TIMES; n += 1) await (await post(body)).text();
    const each = (cpuMilliseconds() - before) / TIMES;
    const code = JSON.parse(text).errors?.[0]?.extensions?.code;
    check(answer.status === 400 && each < MOST_MILLISECONDS && text.length <= 16_384, `${name}: ${answer.status} ${code}, ${each.toFixed(1)} ms of CPU time, ${text.length} bytes`);
  }
  check(memoryMebibytes() - atFirst <= MOST_MEBIBYTES, `memory: ${atFirst.toFixed(0)} MiB before, ${memoryMebibytes().toFixed(0)} MiB after`);
  check(server.running() && (await post('{"query":"{ __typename }"}')).status === 200, "the same process still answers");
} finally {
  await server.stop();
}
process.exitCode = passed ? 0 : 1;

// Valid and invalid requests for the schema. A seed and an index determine each request.
import { parse, print, stripIgnoredCharacters } from "graphql";
import { seededRandom } from "../random.mjs";
import { INVALIDATIONS, sitesOf } from "./invalidations.mjs";
import { CASES } from "./cases.mjs";
import { introspection } from "./introspection.mjs";
import { Selections } from "./selections.mjs";
import { breakSyntax } from "./syntax.mjs";
import { Variables } from "./variables.mjs";

/** Seed of the handwritten requests. */
export const HANDWRITTEN = 0;

/** Number of requests of a seed; `count` for every seed but the handwritten one. */
export function requestCount(seed, count) {
  return seed === HANDWRITTEN ? CASES.length : count;
}

/** Request of a seed and an index: `{query, operationName, variables, origin}`. The variables are JSON text or undefined. */
export function makeRequest(schema, seed, index) {
  if (seed === HANDWRITTEN) return CASES[index];
  const random = seededRandom(seed, index);
  const origin = random.weighted([[0.5, "valid"], [0.09, "invalid literal"], [0.1, "invalid variable"], [0.24, "broken rule"], [0.07, "syntax error"]]);
  const request = makeDocument(random, schema, origin);
  if (origin === "broken rule") Object.assign(request, breakRule(random, schema, request));
  if (origin === "syntax error") request.query = breakSyntax(random, request.query);
  return { origin, ...request };
}

function makeDocument(random, schema, origin) {
  const count = random.chance(0.12) ? 2 : 1;
  const operations = Array.from({ length: count }, (_, at) => makeOperation(random, schema, at, count > 1, origin));
  const parts = operations.flatMap(({ text, fragments }) => [text, ...fragments]);
  const query = reformat(random, (random.chance(0.3) ? parts.reverse() : parts).join("\n"));
  const selected = random.oneOf(operations);
  if (origin === "invalid variable") selected.variables.invalidate();
  return { query, operationName: nameOf(random, operations, selected), variables: selected.variables.values() };
}

function makeOperation(random, schema, at, several, origin) {
  const variables = new Variables(random);
  const prefix = at === 0 ? "" : "B";
  const invalidValue = origin === "invalid literal" ? random.oneOf([1, 1, 1, 2, 3]) : undefined;
  const selections = new Selections(random, schema, variables, prefix, invalidValue);
  const kind = random.weighted([[0.62, "query"], [0.33, "mutation"], [0.05, "introspection"]]);
  const body = kind === "introspection" ? introspection(random, variables) : selections.on(schema.getRootType(kind));
  const name = several || random.chance(0.5) ? random.oneOf(["Front", "query", "on", "_a1"]) + prefix : "";
  const declarations = variables.declarations();
  const short = kind !== "mutation" && name === "" && declarations === "" && random.chance(0.5);
  const head = short ? "" : `${kind === "mutation" ? kind : "query"} ${name}${declarations} `;
  return { text: `${head}${body}`, name, variables, fragments: selections.fragments.map((fragment) => fragment.text) };
}

function nameOf(random, operations, selected) {
  if (random.chance(0.02)) return "Nobody";
  if (operations.length === 1 && random.chance(0.6)) return undefined;
  if (operations.length > 1 && random.chance(0.05)) return undefined;
  return selected.name === "" ? undefined : selected.name;
}

function reformat(random, text) {
  if (random.chance(0.15)) return stripIgnoredCharacters(text);
  return random.chance(0.1) ? text.replaceAll(" { ", " {\r\n\t# a comment, with { in it\n ") : text;
}

function breakRule(random, schema, request) {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const document = parse(request.query, { noLocation: true });
    const name = random.oneOf(Object.keys(INVALIDATIONS));
    if (INVALIDATIONS[name](random, sitesOf(schema, document), document, schema) === false) continue;
    return { query: print(document), invalidation: name };
  }
  return {};
}

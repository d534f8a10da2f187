// Requests over the served schema, valid and broken, each made from a seed and its number alone.
import { parse, print, stripIgnoredCharacters } from "graphql";
import { chanceOf } from "../prng.mjs";
import { BREAKS, sitesOf } from "./breaks.mjs";
import { CASES } from "./cases.mjs";
import { introspection } from "./introspection.mjs";
import { Selections } from "./selections.mjs";
import { garbled } from "./syntax.mjs";
import { Variables } from "./variables.mjs";

/** The seed of those that were written by hand. */
export const BY_HAND = 0;

/** How many there are of a seed, when so many are to be made. */
export function countOf(seed, count) {
  return seed === BY_HAND ? CASES.length : count;
}

/** The request of this number: `{query, operationName, variables}`, the variables as JSON text or nothing, and how it was made. */
export function requestOf(schema, seed, index) {
  if (seed === BY_HAND) return CASES[index];
  const chance = chanceOf(seed, index);
  const way = chance.weighed([[0.5, "whole"], [0.09, "a bad literal"], [0.1, "a bad variable"], [0.24, "a broken rule"], [0.07, "broken syntax"]]);
  const request = made(chance, schema, way);
  if (way === "a broken rule") Object.assign(request, broken(chance, schema, request));
  if (way === "broken syntax") request.query = garbled(chance, request.query);
  return { way, ...request };
}

function made(chance, schema, way) {
  const count = chance.happens(0.12) ? 2 : 1;
  const operations = Array.from({ length: count }, (_, at) => operationOf(chance, schema, at, count > 1, way));
  const parts = operations.flatMap(({ text, fragments }) => [text, ...fragments]);
  const query = laidOut(chance, (chance.happens(0.3) ? parts.reverse() : parts).join("\n"));
  const meant = chance.oneOf(operations);
  if (way === "a bad variable") meant.variables.spoil();
  return { query, operationName: nameOf(chance, operations, meant), variables: meant.variables.values() };
}

function operationOf(chance, schema, at, several, way) {
  const variables = new Variables(chance);
  const prefix = at === 0 ? "" : "B";
  const spoilt = way === "a bad literal" ? chance.oneOf([1, 1, 1, 2, 3]) : undefined;
  const selections = new Selections(chance, schema, variables, prefix, spoilt);
  const kind = chance.weighed([[0.62, "query"], [0.33, "mutation"], [0.05, "introspection"]]);
  const body = kind === "introspection" ? introspection(chance, variables) : selections.on(schema.getRootType(kind));
  const name = several || chance.happens(0.5) ? chance.oneOf(["Front", "query", "on", "_a1"]) + prefix : "";
  const declarations = variables.declarations();
  const short = kind !== "mutation" && name === "" && declarations === "" && chance.happens(0.5);
  const head = short ? "" : `${kind === "mutation" ? kind : "query"} ${name}${declarations} `;
  return { text: `${head}${body}`, name, variables, fragments: selections.fragments.map((fragment) => fragment.text) };
}

function nameOf(chance, operations, meant) {
  if (chance.happens(0.02)) return "Nobody";
  if (operations.length === 1 && chance.happens(0.6)) return undefined;
  if (operations.length > 1 && chance.happens(0.05)) return undefined;
  return meant.name === "" ? undefined : meant.name;
}

function laidOut(chance, text) {
  if (chance.happens(0.15)) return stripIgnoredCharacters(text);
  return chance.happens(0.1) ? text.replaceAll(" { ", " {\r\n\t# a comment, with { in it\n ") : text;
}

function broken(chance, schema, request) {
  for (let turn = 0; turn < 20; turn += 1) {
    const document = parse(request.query, { noLocation: true });
    const name = chance.oneOf(Object.keys(BREAKS));
    if (BREAKS[name](chance, sitesOf(schema, document), document, schema) === false) continue;
    return { query: print(document), break: name };
  }
  return {};
}

// Handwritten requests (seed 0) for corner cases that random generation would rarely produce.
import fragments from "./handwritten/fragments.mjs";
import leaves from "./handwritten/leaves.mjs";
import literals from "./handwritten/literals.mjs";
import oneOf from "./handwritten/one-of.mjs";
import operations from "./handwritten/operations.mjs";
import overlaps from "./handwritten/overlaps.mjs";
import positions from "./handwritten/positions.mjs";
import syntax from "./handwritten/syntax.mjs";
import values from "./handwritten/values.mjs";

const DOCUMENTS = [...positions, ...literals, ...syntax, ...fragments, ...overlaps, ...leaves, ...operations, ...oneOf];
const origin = "handwritten";

/** All handwritten requests. */
export const CASES = [
  ...DOCUMENTS.map((query) => ({ origin, query })),
  ...values.flatMap(([query, given]) => given.map((value) => ({ origin, query, variables: value === undefined ? undefined : `{"a":${value}}` }))),
  ...[undefined, "A", "B", "C"].map((operationName) => ({ origin, query: "query A { __typename } query B { __typename }", operationName })),
  ...[undefined, "A", "B"].map((operationName) => ({ origin, query: "query A { __typename }", operationName })),
  ...[undefined, "A"].map((operationName) => ({ origin, query: "{ __typename }", operationName })),
  ...["null", "{}", "{\"nobody\":1}"].map((variables) => ({ origin, query: "{ __typename }", variables })),
  { origin, query: "query Q { __typename } subscription S { __typename }", operationName: "Q" },
  { origin, query: "query A($a: Int!) { tags(first: $a) { totalCount } } query B { __typename }", operationName: "B" },
  { origin, query: "query A($a: Int!) { tags(first: $a) { totalCount } } query B { __typename }", operationName: "A" },
];

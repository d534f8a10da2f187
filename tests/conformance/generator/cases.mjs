// Requests written by hand: the corners of the specification that chance would be long in finding. They are the seed 0.
import fragments from "./by-hand/fragments.mjs";
import leaves from "./by-hand/leaves.mjs";
import literals from "./by-hand/literals.mjs";
import oneOf from "./by-hand/one-of.mjs";
import operations from "./by-hand/operations.mjs";
import overlaps from "./by-hand/overlaps.mjs";
import positions from "./by-hand/positions.mjs";
import syntax from "./by-hand/syntax.mjs";
import values from "./by-hand/values.mjs";

const DOCUMENTS = [...positions, ...literals, ...syntax, ...fragments, ...overlaps, ...leaves, ...operations, ...oneOf];
const way = "by hand";

/** All of them. */
export const CASES = [
  ...DOCUMENTS.map((query) => ({ way, query })),
  ...values.flatMap(([query, given]) => given.map((value) => ({ way, query, variables: value === undefined ? undefined : `{"a":${value}}` }))),
  ...[undefined, "A", "B", "C"].map((operationName) => ({ way, query: "query A { __typename } query B { __typename }", operationName })),
  ...[undefined, "A", "B"].map((operationName) => ({ way, query: "query A { __typename }", operationName })),
  ...[undefined, "A"].map((operationName) => ({ way, query: "{ __typename }", operationName })),
  ...["null", "{}", "{\"nobody\":1}"].map((variables) => ({ way, query: "{ __typename }", variables })),
  { way, query: "query Q { __typename } subscription S { __typename }", operationName: "Q" },
  { way, query: "query A($a: Int!) { tags(first: $a) { totalCount } } query B { __typename }", operationName: "B" },
  { way, query: "query A($a: Int!) { tags(first: $a) { totalCount } } query B { __typename }", operationName: "A" },
];

// Differences from graphql-js that are accepted, since there it departs from the specification. Each is matched as narrowly as can be, and one that
// no request needs any more is an error.
//
// Sections are those of the specification of September 2025.
import { Kind, validate, visit } from "graphql";
import { RULES } from "./truth.mjs";

export const ACCEPTED = [
  {
    name: "an operation of a type that the schema has not",
    section: "5.2.1.1, Operation Type Existence",
    why: "graphql-js 16 finds out when it executes such an operation, and so never where another one is chosen; the document is invalid.",
    matches: (schema, truth, answer) =>
      truth.valid && answer.verdict === "invalid" && operationsOf(truth.document).some(({ operation }) => !schema.getRootType(operation)),
  },
  {
    name: "one text written as a string and as a block string",
    section: "5.3.2, Field Selection Merging",
    why: "Arguments have to be identical, and these are one value; graphql-js 16 compares how they are written.",
    matches: (schema, truth, answer) =>
      answer.verdict === "valid" &&
      truth.rules.join() === "OverlappingFieldsCanBeMergedRule" &&
      validate(schema, withoutBlocks(truth.document), RULES).length === 0,
  },
];

function operationsOf(document) {
  return document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
}

function withoutBlocks(document) {
  return visit(document, { StringValue: (node) => ({ ...node, block: false }) });
}

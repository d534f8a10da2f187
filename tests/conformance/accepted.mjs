// Accepted differences: cases in which graphql-js departs from the specification. Each match is as narrow as
// possible. An accepted difference that no request shows any more is an error.
//
// Sections refer to the specification of September 2025.
import { Kind, validate, visit } from "graphql";
import { RULES } from "./reference.mjs";

export const ACCEPTED = [
  {
    name: "an operation of a type that the schema does not have",
    section: "5.2.1.1, Operation Type Existence",
    why: "The document is invalid. graphql-js 16 finds the error only when it executes the operation, so not when another operation is selected.",
    matches: (schema, expected, answer) =>
      expected.valid && answer.verdict === "invalid" && operationsOf(expected.document).some(({ operation }) => !schema.getRootType(operation)),
  },
  {
    name: "the same text as a string and as a block string",
    section: "5.3.2, Field Selection Merging",
    why: "Arguments must be identical, and these have the same value. graphql-js 16 compares their notation.",
    matches: (schema, expected, answer) =>
      answer.verdict === "valid" &&
      expected.rules.join() === "OverlappingFieldsCanBeMergedRule" &&
      validate(schema, withoutBlocks(expected.document), RULES).length === 0,
  },
];

function operationsOf(document) {
  return document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
}

function withoutBlocks(document) {
  return visit(document, { StringValue: (node) => ({ ...node, block: false }) });
}

// Questions about the schema itself, which are documents like all others.
import { GraphQLBoolean, GraphQLNonNull, GraphQLString } from "graphql";
import { goodValue } from "./values.mjs";
import { literal } from "./writing.mjs";

const TYPE = [
  "name", "kind", "description", "specifiedByURL", "isOneOf", "fields { name }",
  "fields(includeDeprecated: true) { name isDeprecated type { kind } }", "inputFields { name defaultValue }",
  "enumValues { name }", "ofType { name }", "interfaces { name }", "possibleTypes { name }", "__typename",
];
const SCHEMA = [
  "queryType { name }", "mutationType { name }", "subscriptionType { name }", "description",
  "directives { name locations isRepeatable args { name } }", "__typename",
];

// A name of nothing may be any text, as nothing is meant by it.
const NAMES = [
  { string: "tab\there" }, { string: "two\nlines" }, { block: "two\n  lines" }, { block: "\\n" }, { string: "Tag" },
  { string: "ArticleFilter" },
];

/** A selection set on the query type that asks about types. */
export function introspection(chance, variables) {
  const name = literal(chance.happens(0.5) ? chance.oneOf(NAMES) : goodValue(chance, new GraphQLNonNull(GraphQLString), variables));
  // Never null: the specification of 2025 no longer takes it here, graphql-js 16 still does.
  const deprecated = literal(chance.happens(0.5) ? variables.certain(GraphQLBoolean) : { bool: true });
  const type = `kind: __type(name: ${name}) { ${[...chance.some(TYPE, 3), `all: fields(includeDeprecated: ${deprecated}) { name }`].join(" ")} }`;
  return `{ ${chance.happens(0.5) ? type : `${type} __schema { ${chance.some(SCHEMA, 2).join(" ")} }`} }`;
}

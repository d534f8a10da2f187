// Introspection queries.
import { GraphQLBoolean, GraphQLNonNull, GraphQLString } from "graphql";
import { validValue } from "./values.mjs";
import { literal } from "./serialize.mjs";

const TYPE = [
  "name", "kind", "description", "specifiedByURL", "isOneOf", "fields { name }",
  "fields(includeDeprecated: true) { name isDeprecated type { kind } }", "inputFields { name defaultValue }",
  "enumValues { name }", "ofType { name }", "interfaces { name }", "possibleTypes { name }", "__typename",
];
const SCHEMA = [
  "queryType { name }", "mutationType { name }", "subscriptionType { name }", "description",
  "directives { name locations isRepeatable args { name } }", "__typename",
];

// Names need not exist: `__type` returns null for an unknown name.
const NAMES = [
  { string: "tab\there" }, { string: "two\nlines" }, { block: "two\n  lines" }, { block: "\\n" }, { string: "Tag" },
  { string: "ArticleFilter" },
];

/** Selection set on the query type with introspection fields. */
export function introspection(random, variables) {
  const name = literal(random.chance(0.5) ? random.oneOf(NAMES) : validValue(random, new GraphQLNonNull(GraphQLString), variables));
  // Never null: the specification of 2025 forbids it here, but graphql-js 16 accepts it.
  const deprecated = literal(random.chance(0.5) ? variables.nonNull(GraphQLBoolean) : { bool: true });
  const type = `kind: __type(name: ${name}) { ${[...random.sample(TYPE, 3), `all: fields(includeDeprecated: ${deprecated}) { name }`].join(" ")} }`;
  return `{ ${random.chance(0.5) ? type : `${type} __schema { ${random.sample(SCHEMA, 2).join(" ")} }`} }`;
}

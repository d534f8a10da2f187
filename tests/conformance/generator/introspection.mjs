// Questions about the schema itself, which are documents like all others.
import { GraphQLBoolean, GraphQLNonNull, GraphQLString } from "graphql";
import { goodValue } from "./values.mjs";
import { literal } from "./writing.mjs";

const TYPE = ["name", "kind", "description", "specifiedByURL", "isOneOf", "fields { name }", "fields(includeDeprecated: true) { name isDeprecated type { kind } }", "inputFields { name defaultValue }", "enumValues { name }", "ofType { name }", "interfaces { name }", "possibleTypes { name }", "__typename"];
const SCHEMA = ["queryType { name }", "mutationType { name }", "subscriptionType { name }", "description", "directives { name locations isRepeatable args { name } }", "__typename"];

/** A selection set on the query type that asks about types. */
export function introspection(chance, variables) {
  const name = literal(goodValue(chance, new GraphQLNonNull(GraphQLString), variables));
  const deprecated = literal(goodValue(chance, GraphQLBoolean, variables, 0, true));
  const type = `kind: __type(name: ${name}) { ${[...chance.some(TYPE, 3), `all: fields(includeDeprecated: ${deprecated}) { name }`].join(" ")} }`;
  return `{ ${chance.happens(0.5) ? type : `${type} __schema { ${chance.some(SCHEMA, 2).join(" ")} }`} }`;
}

// Serialization of values as GraphQL literals and as JSON.

/** Value as a GraphQL literal. */
export function literal(value) {
  if (value.variable !== undefined) return `$${value.variable}`;
  if (value.list) return `[${value.list.map(literal).join(", ")}]`;
  if (value.object) return `{${value.object.map(([name, inner]) => `${name}: ${literal(inner)}`).join(", ")}}`;
  if (value.string !== undefined) return JSON.stringify(value.string);
  if (value.block !== undefined) return `"""${value.block}"""`;
  return plain(value);
}

/** Value as JSON; the last of two fields with the same name is used. */
export function json(value) {
  if (value.list) return `[${value.list.map(json).join(",")}]`;
  if (value.object) return `{${[...new Map(value.object)].map(([name, inner]) => `${JSON.stringify(name)}:${json(inner)}`).join(",")}}`;
  const text = value.string ?? value.block ?? value.enum;
  return text === undefined ? plain(value) : JSON.stringify(text);
}

function plain(value) {
  return value.null ? "null" : String(value.int ?? value.float ?? value.bool ?? value.enum);
}

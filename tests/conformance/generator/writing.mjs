// Values as they are written: in a document, and as JSON.

/** A value as a literal of a document. */
export function literal(value) {
  if (value.variable !== undefined) return `$${value.variable}`;
  if (value.list) return `[${value.list.map(literal).join(", ")}]`;
  if (value.object) return `{${value.object.map(([name, inner]) => `${name}: ${literal(inner)}`).join(", ")}}`;
  if (value.string !== undefined) return JSON.stringify(value.string);
  if (value.block !== undefined) return `"""${value.block}"""`;
  return plain(value);
}

/** A value as JSON; of fields named twice the last stands. */
export function json(value) {
  if (value.list) return `[${value.list.map(json).join(",")}]`;
  if (value.object) return `{${[...new Map(value.object)].map(([name, inner]) => `${JSON.stringify(name)}:${json(inner)}`).join(",")}}`;
  const text = value.string ?? value.block ?? value.enum;
  return text === undefined ? plain(value) : JSON.stringify(text);
}

function plain(value) {
  return value.null ? "null" : String(value.int ?? value.float ?? value.bool ?? value.enum);
}

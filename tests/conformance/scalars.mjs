// Custom scalars of the schema for graphql-js. The generator takes their values only from the lists below. These
// values are clearly valid or clearly invalid, so that no parser of dates or addresses is needed here.
import { GraphQLError, Kind } from "graphql";

/** Valid values of each scalar. */
export const VALID = {
  DateTime: ["2026-01-02T03:04:05Z", "2025-06-30T23:59:59.123+02:00", "2024-02-29T00:00:00-05:00"],
  Date: ["2026-01-02", "2024-02-29"],
  Url: ["https://example.org/", "http://example.org/a/b?c=d", "https://example.org/%C3%A9"],
  LanguageTag: ["en", "pt-BR", "zh-Hant"],
  Cursor: [],
};

/** Invalid texts for each scalar. */
export const INVALID = {
  DateTime: ["", "yesterday", "2026-01-02", "2026-01-02T03:04:05", "2026-02-30T00:00:00Z", "2026-01-02T24:00:00Z"],
  Date: ["", "2026-1-2", "2026-02-30", "2026-01-02T03:04:05Z"],
  Url: ["", "not an address", "/relative", "ftp://example.org/", "javascript:alert(1)"],
  LanguageTag: ["", "not a language", "e", "en_"],
  Cursor: ["", "nowhere", "!!!"],
};

/** Makes the custom scalars of a schema accept the valid values only. */
export function defineScalars(schema, cursors = []) {
  for (const name of Object.keys(VALID)) {
    const valid = new Set([...VALID[name], ...(name === "Cursor" ? cursors : [])]);
    const read = (value) => {
      if (typeof value === "string" && valid.has(value)) return value;
      throw new GraphQLError(`This is not a ${name}.`);
    };
    const scalar = schema.getType(name);
    scalar.parseValue = read;
    scalar.parseLiteral = (node) => read(node.kind === Kind.STRING ? node.value : undefined);
  }
}

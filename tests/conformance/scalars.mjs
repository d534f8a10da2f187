// The house's own scalars as graphql-js is told of them. The generator draws their values from the lists here alone, which are plainly good or
// plainly bad, so that no calendar and no grammar of addresses is written a second time.
import { GraphQLError, Kind } from "graphql";

/** Values of each scalar that everybody takes for good. */
export const GOOD = {
  DateTime: ["2026-01-02T03:04:05Z", "2025-06-30T23:59:59.123+02:00", "2024-02-29T00:00:00-05:00"],
  Date: ["2026-01-02", "2024-02-29"],
  Url: ["https://example.org/", "http://example.org/a/b?c=d", "https://example.org/%C3%A9"],
  LanguageTag: ["en", "pt-BR", "zh-Hant"],
  Cursor: [],
};

/** Texts that are no value of the scalar, whoever reads them. */
export const BAD = {
  DateTime: ["", "yesterday", "2026-01-02", "2026-01-02T03:04:05", "2026-02-30T00:00:00Z", "2026-01-02T24:00:00Z"],
  Date: ["", "2026-1-2", "2026-02-30", "2026-01-02T03:04:05Z"],
  Url: ["", "not an address", "/relative", "ftp://example.org/", "javascript:alert(1)"],
  LanguageTag: ["", "not a language", "e", "en_"],
  Cursor: ["", "nowhere", "!!!"],
};

/** Lets the schema's own scalars take the good values and no others. */
export function teachScalars(schema, cursors = []) {
  for (const name of Object.keys(GOOD)) {
    const good = new Set([...GOOD[name], ...(name === "Cursor" ? cursors : [])]);
    const read = (value) => {
      if (typeof value === "string" && good.has(value)) return value;
      throw new GraphQLError(`This is no ${name}.`);
    };
    const scalar = schema.getType(name);
    scalar.parseValue = read;
    scalar.parseLiteral = (node) => read(node.kind === Kind.STRING ? node.value : undefined);
  }
}

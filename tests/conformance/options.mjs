// Options of the command line.
import { parseArgs } from "node:util";

const SEEDS = [1, 2, 3, 4, 5];
const REQUESTS = 10_000;

/** Parses the options: `{seeds, count, only, replay, url}`. */
export function parseOptions(args) {
  const text = { type: "string" };
  const { values } = parseArgs({ args, options: { seed: text, count: text, only: text, replay: text, url: text } });
  const seeds = values.seed ? [parseNumber("seed", values.seed)] : SEEDS;
  return {
    seeds,
    count: values.count ? parseNumber("count", values.count) : REQUESTS / seeds.length,
    only: values.only === undefined ? undefined : parseNumber("only", values.only),
    replay: values.replay,
    url: values.url,
  };
}

function parseNumber(name, text) {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) throw new Error(`--${name} takes a whole number, not \`${text}\`.`);
  return number;
}

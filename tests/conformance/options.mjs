// What the programs here are told on the command line.
import { parseArgs } from "node:util";

const SEEDS = [1, 2, 3, 4, 5];
const REQUESTS = 10_000;

/** `{seeds, count, only, replay, url}`. */
export function optionsOf(words) {
  const text = { type: "string" };
  const { values } = parseArgs({ args: words, options: { seed: text, count: text, only: text, replay: text, url: text } });
  const seeds = values.seed ? [numberOf("seed", values.seed)] : SEEDS;
  return {
    seeds,
    count: values.count ? numberOf("count", values.count) : REQUESTS / seeds.length,
    only: values.only === undefined ? undefined : numberOf("only", values.only),
    replay: values.replay,
    url: values.url,
  };
}

function numberOf(name, text) {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) throw new Error(`--${name} takes a whole number, and not \`${text}\`.`);
  return number;
}

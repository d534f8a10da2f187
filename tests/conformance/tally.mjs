// What a differential run has met: whether it asked enough of every kind, and where the two verdicts differ.
import { RULES } from "./truth.mjs";

// Of 10,000 requests.
const LEAST_OF_A_RULE = 24;
const LEAST_VALID = 0.4;
const MOST_BEYOND_LIMITS = 0.01;
const TOLD_IN_FULL = 20;

// What a server may refuse for its size without having looked at the rest.
const LIMITS = new Set(["QUERY_TOO_DEEP", "QUERY_TOO_COMPLEX"]);

export class Tally {
  #schema;
  #accepted;
  #rules = new Map();
  #stages = new Map();
  #differences = [];
  #beyond = [];
  #used = new Set();

  constructor(schema, accepted) {
    this.#schema = schema;
    this.#accepted = accepted;
  }

  /** Takes a request with both verdicts. */
  take({ seed, index, request, truth, answer }) {
    count(this.#stages, truth.stage);
    truth.rules?.forEach((rule) => count(this.#rules, rule));
    if (answer.verdict === (truth.valid ? "valid" : "invalid")) return;
    const accepted = this.#accepted.find((one) => one.matches(this.#schema, { rules: [], ...truth }, answer));
    if (accepted) this.#used.add(accepted);
    else if (LIMITS.has(answer.verdict)) this.#beyond.push({ seed, index });
    else this.#differences.push({ seed, index, request, truth, answer });
  }

  /** How many requests there were. */
  get total() {
    return [...this.#stages.values()].reduce((sum, one) => sum + one, 0);
  }

  /** What is to be told of the differences, the first ones in full. */
  differences() {
    const told = this.#differences.slice(0, TOLD_IN_FULL).map(inFull);
    if (this.#differences.length === 0) return told;
    const kinds = new Map();
    for (const one of this.#differences) kinds.set(kindOf(one), [...(kinds.get(kindOf(one)) ?? []), one]);
    const lines = [...kinds]
      .sort(([, a], [, b]) => b.length - a.length)
      .map(([kind, all]) => `  ${all.length} times: ${kind}; such as --seed ${all[0].seed} --only ${all[0].index}`);
    return [...told, `${this.#differences.length} differences:`, ...lines];
  }

  /** What is wrong with the run as a whole: too little of something, or an accepted difference that there is none of. */
  shortcomings() {
    const found = [];
    const least = Math.max(1, Math.floor((LEAST_OF_A_RULE * this.total) / 10_000));
    for (const rule of RULES) {
      const times = this.#rules.get(rule.name) ?? 0;
      if (times < least && this.#canBeBroken(rule.name)) found.push(`${rule.name} was broken ${times} times, which is too seldom.`);
    }
    const valid = (this.#stages.get("valid") ?? 0) / this.total;
    if (valid < LEAST_VALID) found.push(`Only ${percent(valid)} of the requests were valid.`);
    const beyond = this.#beyond.length / this.total;
    if (beyond > MOST_BEYOND_LIMITS) {
      const [first] = this.#beyond;
      found.push(`${this.#beyond.length} requests were beyond the server's limits, such as --seed ${first.seed} --only ${first.index}.`);
    }
    for (const one of this.#accepted) {
      if (!this.#used.has(one)) found.push(`The accepted difference "${one.name}" was not met: take it out of accepted.mjs.`);
    }
    return found;
  }

  summary() {
    const stages = [...this.#stages].sort(([, a], [, b]) => b - a).map(([stage, times]) => `${times} ${STAGES[stage]}`);
    const found = `${this.#differences.length} differences, ${this.#used.size} kinds of differences accepted, ${this.#beyond.length} beyond the limits`;
    return `${this.total} requests: ${stages.join(", ")}; ${found}.`;
  }

  // What is said of subscriptions cannot be broken where there are none.
  #canBeBroken(rule) {
    return rule !== "SingleFieldSubscriptionsRule" || Boolean(this.#schema.getSubscriptionType());
  }
}

const STAGES = {
  valid: "valid",
  parse: "not to be parsed",
  validate: "against a rule",
  operation: "without an operation to run",
  variables: "with wrong variables",
  arguments: "with arguments that come to nothing",
};

/** A request with both verdicts, for people. */
export function inFull({ seed, index, request, truth, answer }) {
  return [
    `--- seed ${seed}, number ${index} (${[request.way, request.break].filter(Boolean).join(": ")})`,
    request.query,
    ...(request.operationName === undefined ? [] : [`operationName: ${request.operationName}`]),
    ...(request.variables === undefined ? [] : [`variables: ${request.variables}`]),
    `graphql-js: ${truth.valid ? "valid" : `invalid (${[truth.stage, ...truth.rules].join(", ")}): ${truth.messages.join(" | ")}`}`,
    `the server: ${answer.verdict} (${answer.status})${answer.message ? `: ${answer.message}` : ""}`,
  ].join("\n");
}

function kindOf({ truth, answer }) {
  return `graphql-js ${truth.valid ? "valid" : [truth.stage, ...truth.rules].join(", ")}; the server ${answer.verdict}`;
}

function count(map, key) {
  map.set(key, (map.get(key) ?? 0) + 1);
}

function percent(part) {
  return `${Math.round(part * 100)} %`;
}

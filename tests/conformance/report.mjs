// Report of a differential run: differences between the verdicts, and coverage of the rules.
import { RULES } from "./reference.mjs";

// Minimum number of requests that break a rule, in 10,000 requests.
const MINIMUM_PER_RULE = 24;
const MINIMUM_VALID_SHARE = 0.4;
const MAXIMUM_BEYOND_LIMITS = 0.01;
const MAXIMUM_DESCRIBED = 20;

// Codes of requests that the server rejects for their size before it validates them.
const LIMITS = new Set(["QUERY_TOO_DEEP", "QUERY_TOO_COMPLEX"]);

export class Report {
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

  /** Adds a request with both verdicts. */
  add({ seed, index, request, expected, answer }) {
    count(this.#stages, expected.stage);
    expected.rules?.forEach((rule) => count(this.#rules, rule));
    if (answer.verdict === (expected.valid ? "valid" : "invalid")) return;
    const accepted = this.#accepted.find((one) => one.matches(this.#schema, { rules: [], ...expected }, answer));
    if (accepted) this.#used.add(accepted);
    else if (LIMITS.has(answer.verdict)) this.#beyond.push({ seed, index });
    else this.#differences.push({ seed, index, request, expected, answer });
  }

  /** Number of requests. */
  get total() {
    return [...this.#stages.values()].reduce((sum, one) => sum + one, 0);
  }

  /** Lines about the differences: the first ones in full, then counts by kind. */
  differences() {
    const described = this.#differences.slice(0, MAXIMUM_DESCRIBED).map(describe);
    if (this.#differences.length === 0) return described;
    const kinds = new Map();
    for (const one of this.#differences) kinds.set(kindOf(one), [...(kinds.get(kindOf(one)) ?? []), one]);
    const lines = [...kinds]
      .sort(([, a], [, b]) => b.length - a.length)
      .map(([kind, all]) => `  ${all.length} times: ${kind}; such as --seed ${all[0].seed} --only ${all[0].index}`);
    return [...described, `${this.#differences.length} differences:`, ...lines];
  }

  /** Faults of the run as a whole: a rule that was hardly tested, or an accepted difference that did not occur. */
  shortcomings() {
    const found = [];
    const least = Math.max(1, Math.floor((MINIMUM_PER_RULE * this.total) / 10_000));
    for (const rule of RULES) {
      const times = this.#rules.get(rule.name) ?? 0;
      if (times < least && this.#canBeBroken(rule.name)) found.push(`Only ${times} requests broke ${rule.name}; at least ${least} are needed.`);
    }
    const valid = (this.#stages.get("valid") ?? 0) / this.total;
    if (valid < MINIMUM_VALID_SHARE) found.push(`Only ${percent(valid)} of the requests were valid.`);
    const beyond = this.#beyond.length / this.total;
    if (beyond > MAXIMUM_BEYOND_LIMITS) {
      const [first] = this.#beyond;
      found.push(`${this.#beyond.length} requests exceeded the server's limits, such as --seed ${first.seed} --only ${first.index}.`);
    }
    for (const one of this.#accepted) {
      if (!this.#used.has(one)) found.push(`The accepted difference "${one.name}" did not occur: remove it from accepted.mjs.`);
    }
    return found;
  }

  summary() {
    const stages = [...this.#stages].sort(([, a], [, b]) => b - a).map(([stage, times]) => `${times} ${STAGES[stage]}`);
    const found = `${this.#differences.length} differences, ${this.#used.size} kinds of differences accepted, ${this.#beyond.length} beyond the limits`;
    return `${this.total} requests: ${stages.join(", ")}; ${found}.`;
  }

  // A rule about subscriptions cannot be broken in a schema without subscriptions.
  #canBeBroken(rule) {
    return rule !== "SingleFieldSubscriptionsRule" || Boolean(this.#schema.getSubscriptionType());
  }
}

const STAGES = {
  valid: "valid",
  parse: "with a syntax error",
  validate: "that break a rule",
  operation: "without an operation to execute",
  variables: "with invalid variables",
  arguments: "with invalid arguments",
};

/** Readable text of a request with both verdicts. */
export function describe({ seed, index, request, expected, answer }) {
  return [
    `--- seed ${seed}, number ${index} (${[request.origin, request.invalidation].filter(Boolean).join(": ")})`,
    request.query,
    ...(request.operationName === undefined ? [] : [`operationName: ${request.operationName}`]),
    ...(request.variables === undefined ? [] : [`variables: ${request.variables}`]),
    `graphql-js: ${expected.valid ? "valid" : `invalid (${[expected.stage, ...expected.rules].join(", ")}): ${expected.messages.join(" | ")}`}`,
    `the server: ${answer.verdict} (${answer.status})${answer.message ? `: ${answer.message}` : ""}`,
  ].join("\n");
}

function kindOf({ expected, answer }) {
  return `graphql-js ${expected.valid ? "valid" : [expected.stage, ...expected.rules].join(", ")}; the server ${answer.verdict}`;
}

function count(map, key) {
  map.set(key, (map.get(key) ?? 0) + 1);
}

function percent(part) {
  return `${Math.round(part * 100)} %`;
}

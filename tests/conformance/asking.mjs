// The server's verdict on a request, over HTTP.
import http from "node:http";

const SECONDS = 30;
const AT_ONCE = 16;

// The codes of what is refused because of what it says. Whatever else is refused was too large, or too much, or broke.
const REFUSALS = new Set(["BAD_REQUEST", "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT", "INVALID_CURSOR"]);

// The codes of what was read and understood, and is not for a stranger to do.
const UNDERSTOOD = new Set(["UNAUTHENTICATED", "FORBIDDEN"]);

// What no document may bring about.
const BROKEN = new Set(["INTERNAL", "UNAVAILABLE", "TIMEOUT", "OVERLOADED", "OUTCOME_UNKNOWN"]);

/** Asks one server many things over connections that stay open. */
export class Asking {
  #url;
  #agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE });

  constructor(url) {
    this.#url = new URL("/graphql", url);
  }

  /** `{verdict, message}`: the verdict is `valid`, `invalid`, or the code of what is neither. */
  async judge({ query, operationName, variables }) {
    const parts = [`"query":${JSON.stringify(query)}`];
    if (operationName !== undefined) parts.push(`"operationName":${JSON.stringify(operationName)}`);
    if (variables !== undefined) parts.push(`"variables":${variables}`);
    const { status, text } = await this.#post(`{${parts.join(",")}}`);
    return verdictOf(status, text);
  }

  /** Asks about each of a list, a number of them at once, and hands on each answer with its place. */
  async each(list, hear) {
    let next = 0;
    const worker = async () => {
      while (next < list.length) {
        const at = next;
        next += 1;
        hear(at, await this.judge(list[at]));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  end() {
    this.#agent.destroy();
  }

  #post(body) {
    const headers = { "content-type": "application/json", accept: "application/graphql-response+json", "content-length": Buffer.byteLength(body) };
    return new Promise((resolve, reject) => {
      const request = http.request(this.#url, { method: "POST", agent: this.#agent, headers, timeout: SECONDS * 1000 }, (response) => {
        const parts = [];
        response.on("data", (part) => parts.push(part));
        response.on("error", reject);
        response.on("end", () => resolve({ status: response.statusCode, text: Buffer.concat(parts).toString("utf8") }));
      });
      request.on("timeout", () => request.destroy(new Error(`There was no answer within ${SECONDS} seconds.`)));
      request.on("error", reject);
      request.end(body);
    });
  }
}

function verdictOf(status, text) {
  let answer;
  try {
    answer = JSON.parse(text);
  } catch {
    return { verdict: "UNREADABLE", status, message: text.slice(0, 200) };
  }
  const errors = answer.errors ?? [];
  const message = errors.map((error) => `${error.extensions?.code}: ${error.message}`).join(" | ").slice(0, 600);
  const codes = new Set(errors.map((error) => error.extensions?.code));
  const broke = [...codes].find((code) => BROKEN.has(code));
  if (broke) return { verdict: broke, status, message };
  if ("data" in answer || (codes.size > 0 && [...codes].every((code) => UNDERSTOOD.has(code)))) return { verdict: "valid", status, message };
  if (status === 400 && codes.size > 0 && [...codes].every((code) => REFUSALS.has(code))) return { verdict: "invalid", status, message };
  return { verdict: [...codes].find((code) => !REFUSALS.has(code)) ?? `${status}`, status, message };
}

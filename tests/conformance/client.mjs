// Sends requests to the server and turns its responses into verdicts.
import http from "node:http";

const TIMEOUT_SECONDS = 30;
const CONCURRENT_REQUESTS = 16;

// Codes of requests that are rejected for their content. Any other code means that a request was too large, came
// too often, or failed in the server.
const INVALID = new Set(["BAD_REQUEST", "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT", "INVALID_CURSOR"]);

// Codes of valid requests that an anonymous caller may not execute.
const DENIED = new Set(["UNAUTHENTICATED", "FORBIDDEN"]);

// Codes that no document may cause.
const FAILED = new Set(["INTERNAL", "UNAVAILABLE", "TIMEOUT", "OVERLOADED", "OUTCOME_UNKNOWN"]);

/** Client of one server with persistent connections. */
export class GraphqlClient {
  #url;
  #agent = new http.Agent({ keepAlive: true, maxSockets: CONCURRENT_REQUESTS });

  constructor(url) {
    this.#url = new URL("/graphql", url);
  }

  /** Sends a request and returns `{verdict, status, message}`. The verdict is `valid`, `invalid` or another error code. */
  async verdict({ query, operationName, variables }) {
    const parts = [`"query":${JSON.stringify(query)}`];
    if (operationName !== undefined) parts.push(`"operationName":${JSON.stringify(operationName)}`);
    if (variables !== undefined) parts.push(`"variables":${variables}`);
    const { status, text } = await this.#post(`{${parts.join(",")}}`);
    return verdictOf(status, text);
  }

  /** Sends every request of a list, several at a time, and calls `receive(index, answer)` for each. */
  async each(list, receive) {
    let next = 0;
    const worker = async () => {
      while (next < list.length) {
        const at = next;
        next += 1;
        receive(at, await this.verdict(list[at]));
      }
    };
    await Promise.all(Array.from({ length: CONCURRENT_REQUESTS }, worker));
  }

  close() {
    this.#agent.destroy();
  }

  #post(body) {
    const headers = { "content-type": "application/json", accept: "application/graphql-response+json", "content-length": Buffer.byteLength(body) };
    return new Promise((resolve, reject) => {
      const request = http.request(this.#url, { method: "POST", agent: this.#agent, headers, timeout: TIMEOUT_SECONDS * 1000 }, (response) => {
        const parts = [];
        response.on("data", (part) => parts.push(part));
        response.on("error", reject);
        response.on("end", () => resolve({ status: response.statusCode, text: Buffer.concat(parts).toString("utf8") }));
      });
      request.on("timeout", () => request.destroy(new Error(`No response within ${TIMEOUT_SECONDS} seconds.`)));
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
  const failure = [...codes].find((code) => FAILED.has(code));
  if (failure) return { verdict: failure, status, message };
  if ("data" in answer || (codes.size > 0 && [...codes].every((code) => DENIED.has(code)))) return { verdict: "valid", status, message };
  if (status === 400 && codes.size > 0 && [...codes].every((code) => INVALID.has(code))) return { verdict: "invalid", status, message };
  return { verdict: [...codes].find((code) => !INVALID.has(code)) ?? `${status}`, status, message };
}

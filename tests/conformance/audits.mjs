// graphql-http's audits of GraphQL over HTTP: every MUST, SHOULD and MAY has to be fulfilled.
import { auditServer } from "graphql-http";

/** Runs all audits; the lines of those that are not fulfilled, and how many there were. */
export async function runAudits(url) {
  const results = await auditServer({ url: `${url}/graphql` });
  const failed = results.filter((result) => result.status !== "ok");
  return { count: results.length, failures: failed.map((result) => `${result.id} ${result.name}: ${result.status}, ${result.reason}`) };
}

// Audits of graphql-http for GraphQL over HTTP: every MUST, SHOULD and MAY has to pass.
import { auditServer } from "graphql-http";

/** Runs all audits. Returns their number and a line for each failure. */
export async function runAudits(url) {
  const results = await auditServer({ url: `${url}/graphql` });
  const failed = results.filter((result) => result.status !== "ok");
  return { count: results.length, failures: failed.map((result) => `${result.id} ${result.name}: ${result.status}, ${result.reason}`) };
}

// Starts the server under test: the debug build with the demonstration newsroom, in a temporary folder, on a free port.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const START_TIMEOUT_SECONDS = 30;

// A request that is rejected for its size says nothing about the specification. These limits are larger than
// every generated request.
const LIMITS = {
  aliases: 10_000,
  "anonymous-cost": 1_000_000,
  depth: 24,
  directives: 10_000,
  "directives-per-location": 100,
  nodes: 1_000_000,
  "root-fields": 1_000,
  "root-mutations": 100,
  selections: 1_000_000,
};

/** Imports the demonstration newsroom, starts a server and returns `{url, pid, stop, running}`. */
export async function startServer(root, { program = join(root, "target/debug/standfirst"), limits: changedLimits = LIMITS } = {}) {
  const newsroom = join(root, "examples/newsroom");
  const folder = mkdtempSync(join(tmpdir(), "standfirst-conformance-"));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  const env = { ...environmentWithoutSettings(), STANDFIRST_DATA_DIR: folder };
  const files = readdirSync(newsroom).filter((name) => name.endsWith(".ndjson")).sort().map((name) => join(newsroom, name));
  const imported = spawnSync(program, ["import", "ndjson", "--if-empty", "--source", "demonstration", ...files], { env, encoding: "utf8" });
  if (imported.status !== 0) {
    removeFolder();
    throw new Error(`The demonstration newsroom could not be imported: ${imported.error ?? imported.stderr}`);
  }
  const limits = Object.entries(changedLimits).map(([name, most]) => `${name}=${most}`).join(",");
  const args = ["serve", "--listen", "127.0.0.1:0", "--introspection", "on", "--log-level", "warn", "--limits", limits, ...quotaOff(program, env)];
  const server = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const stop = async () => {
    if (server.exitCode === null && server.signalCode === null) {
      const exited = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGTERM");
      const killTimer = setTimeout(() => server.kill("SIGKILL"), 10_000);
      await exited;
      clearTimeout(killTimer);
    }
    removeFolder();
  };
  // A signal that stops this program must stop the server as well.
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void stop().then(() => process.exit(1)));
  try {
    return { url: await listeningUrl(server), pid: server.pid, stop, running: () => server.exitCode === null && server.signalCode === null };
  } catch (error) {
    await stop();
    throw error;
  }
}

// Settings of the developer's own server must not change the server under test.
function environmentWithoutSettings() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("STANDFIRST_")));
}

// All requests come from one address, so that its quota would reject most of them.
function quotaOff(program, env) {
  const { stdout } = spawnSync(program, ["serve", "--help"], { env, encoding: "utf8" });
  return /--quota\b/.test(stdout ?? "") ? ["--quota", "off"] : [];
}

function listeningUrl(server) {
  let output = "";
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The server printed no address within the time allowed: ${output}`)), START_TIMEOUT_SECONDS * 1000);
    const read = (text) => {
      output = `${output}${text}`.slice(-4000);
      const found = /listening on (http:\/\/[\d.:]+)/.exec(output);
      if (!found) return;
      clearTimeout(timer);
      resolve(found[1]);
    };
    server.stdout.on("data", read);
    server.stderr.on("data", read);
    server.once("error", reject);
    server.once("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`The server exited with code ${code}: ${output}`));
    });
  });
}

// The server that is judged: the built program over the demonstration newsroom, in a folder of its own, at a port that was free.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const SECONDS_TO_START = 30;

// What is refused for its size says nothing of the specification, so the limits are moved out of the way of what is generated.
const LIMITS = {
  aliases: 10_000,
  "cost-of-strangers": 1_000_000,
  depth: 24,
  directives: 10_000,
  "directives-in-one-place": 100,
  nodes: 1_000_000,
  "root-fields": 1_000,
  "root-mutations": 100,
  selections: 1_000_000,
};

/** Starts a server and says where and what it is: `{url, pid, stop, running}`. */
export async function startServer(root, { program = join(root, "target/debug/standfirst"), moved = LIMITS } = {}) {
  const newsroom = join(root, "examples/newsroom");
  const folder = mkdtempSync(join(tmpdir(), "standfirst-conformance-"));
  const clear = () => rmSync(folder, { recursive: true, force: true });
  const env = { ...ownEnvironment(), STANDFIRST_DATA_DIR: folder };
  const lines = readdirSync(newsroom).filter((name) => name.endsWith(".ndjson")).sort().map((name) => join(newsroom, name));
  const loaded = spawnSync(program, ["import", "ndjson", "--if-empty", "--source", "demonstration", ...lines], { env, encoding: "utf8" });
  if (loaded.status !== 0) {
    clear();
    throw new Error(`The demonstration newsroom was not loaded: ${loaded.error ?? loaded.stderr}`);
  }
  const limits = Object.entries(moved).map(([name, most]) => `${name}=${most}`).join(",");
  const words = ["serve", "--listen", "127.0.0.1:0", "--introspection", "on", "--log-level", "warn", "--limits", limits, ...quota(program, env)];
  const server = spawn(program, words, { env, stdio: ["ignore", "pipe", "pipe"] });
  const stop = async () => {
    if (server.exitCode === null && server.signalCode === null) {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGTERM");
      const impatient = setTimeout(() => server.kill("SIGKILL"), 10_000);
      await ended;
      clearTimeout(impatient);
    }
    clear();
  };
  // Whoever ends the judges ends their server too.
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void stop().then(() => process.exit(1)));
  try {
    return { url: await address(server), pid: server.pid, stop, running: () => server.exitCode === null && server.signalCode === null };
  } catch (error) {
    await stop();
    throw error;
  }
}

// What is set for another server is not meant for this one.
function ownEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("STANDFIRST_")));
}

// All requests come from one address, and no quota is to decide about documents.
function quota(program, env) {
  const { stdout } = spawnSync(program, ["serve", "--help"], { env, encoding: "utf8" });
  return /--quota\b/.test(stdout ?? "") ? ["--quota", "off"] : [];
}

function address(server) {
  let said = "";
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`The server did not say where it listens: ${said}`)), SECONDS_TO_START * 1000);
    const hear = (text) => {
      said = `${said}${text}`.slice(-4000);
      const found = /listening on (http:\/\/[\d.:]+)/.exec(said);
      if (!found) return;
      clearTimeout(late);
      resolve(found[1]);
    };
    server.stdout.on("data", hear);
    server.stderr.on("data", hear);
    server.once("error", reject);
    server.once("exit", (code) => {
      clearTimeout(late);
      reject(new Error(`The server ended with ${code}: ${said}`));
    });
  });
}

# Every task of the project. Each installs or names what it needs.

STANDFIRST := target/debug/standfirst
NEWSROOM := examples/newsroom

.PHONY: help run test conformance soak timing refusals bench overload judge-related judge-search judge-archive judge lint schema audit postgres

help: ## List the tasks.
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: ## Build, load the demonstration newsroom into an empty database under ./data, and serve it on http://127.0.0.1:8080.
	cargo build --package standfirst
	@$(STANDFIRST) import ndjson --if-empty --source demonstration $(NEWSROOM)/*.ndjson
	@echo "The front page is http://127.0.0.1:8080/ and the workbench is http://127.0.0.1:8080/graphiql. Stop with Ctrl-C."
	@$(STANDFIRST) serve --dev --publication-name "The Callowmouth Lantern" --timezone Europe/London

test: postgres ## Run all tests on SQLite and on PostgreSQL.
	cargo test --workspace

conformance: ## Let graphql-http's audits and graphql-js judge a running server, over thousands of documents. SEED= takes one seed in place of five.
	@command -v npm >/dev/null 2>&1 || { echo "npm is missing: install Node.js 20 or later, which brings it (https://nodejs.org)"; exit 1; }
	@cd tests/conformance && npm ci --silent
	@cargo build --quiet --package standfirst
	@node tests/conformance/main.mjs $(if $(SEED),--seed $(SEED))

soak: postgres ## Let it live for long and be killed: visibility over 10,000 histories, 50 crashes on each engine. SEED= repeats a run, MINUTES= bounds it.
	@cargo build --quiet --package standfirst --package standfirst-bench
	@target/debug/standfirst-bench soak $(if $(SEED),--seed $(SEED)) $(if $(MINUTES),--minutes $(MINUTES))

timing: ## Print what time tells of wrong keys and passwords, as figures; it takes some minutes. SEED= repeats an order.
	@cargo build --quiet --package standfirst --package standfirst-bench
	@target/debug/standfirst-timing $(if $(SEED),--seed $(SEED))

refusals: ## Let a release server refuse what grows out of few bytes, and judge what that costs it. On Linux.
	@command -v npm >/dev/null 2>&1 || { echo "npm is missing: install Node.js 20 or later, which brings it (https://nodejs.org)"; exit 1; }
	@cd tests/conformance && npm ci --silent
	@cargo build --quiet --release --package standfirst
	@node tests/conformance/refusals.mjs

bench: ## Print what the gate costs a request.
	cargo bench --profile release --package standfirst-bench

overload: ## Ask a release server for ten times more than it can answer, and judge what comes of it; it takes a minute after the build.
	@cargo build --quiet --release --package standfirst
	@cargo build --quiet --release --package standfirst-overload
	@target/release/standfirst-overload $(if $(SECONDS),--seconds $(SECONDS))

# The sets of articles that people judged are no part of the project; bench/README.md says what they are.
JUDGE = target/release/standfirst-judge
CORPUS := ../shared/corpus

judge-related: postgres judge ## Hold related articles against what people relate, on both engines, after a release build. CORPUS= is the folder of the sets.
	@$(JUDGE) related --corpus $(CORPUS) $(if $(SEED),--seed $(SEED))

judge-search: postgres judge ## Hold searches against what people looked for, in nine languages, on both engines. CORPUS= as above.
	@$(JUDGE) search --corpus $(CORPUS) $(if $(SEED),--seed $(SEED))

judge-archive: postgres judge ## Measure an archive of 105,697 items on both engines: import, rebuild, search, publish, and how they grow. CORPUS= as above.
	@$(JUDGE) archive --corpus $(CORPUS) $(if $(SEED),--seed $(SEED))

judge:
	@cargo build --quiet --release --package standfirst
	@cargo build --quiet --release --package standfirst-judge

lint: ## Check formatting and lints.
	cargo fmt --all -- --check
	cargo clippy --workspace --all-targets -- --deny warnings

schema: ## Write schema.graphql from the code.
	cargo run --quiet --package standfirst -- schema --output schema.graphql

audit: ## Check licences, bans and version floors of all dependencies (cargo install --locked cargo-deny).
	@cargo deny --version >/dev/null 2>&1 || { echo "cargo-deny is missing: cargo install --locked cargo-deny"; exit 1; }
	cargo deny check bans licenses sources

# Tests start a PostgreSQL cluster of their own and need its programs, not a running server.
postgres:
	@command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
		echo "Installing PostgreSQL's programs, which the tests start a cluster with."; \
		apt-get update -qq && apt-get install -y -qq postgresql >/dev/null; \
	else \
		echo "PostgreSQL's server programs are missing. Install them: sudo apt-get install postgresql (or brew install postgresql)"; exit 1; \
	fi

# Every task of the project. A task installs the programs that it needs, or says how to.

STANDFIRST := target/debug/standfirst
NEWSROOM := examples/newsroom

.PHONY: help run test lint words conformance soak credential-timing amplification bench overload relevance-related relevance-search large-archive judge schema audit postgres

help: ## List the tasks.
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

run: ## Build, import the demonstration newsroom if the database in ./data is empty, and serve it at http://127.0.0.1:8080.
	cargo build --package standfirst
	@$(STANDFIRST) import ndjson --if-empty --source demonstration $(NEWSROOM)/*.ndjson
	@echo "The front page is http://127.0.0.1:8080/ and GraphiQL is http://127.0.0.1:8080/graphiql. Stop with Ctrl-C."
	@$(STANDFIRST) serve --dev --publication-name "The Callowmouth Lantern" --timezone Europe/London

test: postgres ## Run all tests, on SQLite and on PostgreSQL.
	cargo test --workspace

conformance: ## Compare a running server with graphql-http's audits and with graphql-js over generated documents. SEED= takes one seed in place of five.
	@command -v npm >/dev/null 2>&1 || { echo "npm is missing: install Node.js 20 or later, which brings it (https://nodejs.org)"; exit 1; }
	@cd tests/conformance && npm ci --silent
	@cargo build --quiet --package standfirst
	@node tests/conformance/main.mjs $(if $(SEED),--seed $(SEED))

soak: postgres ## Test visibility over 10,000 random histories, crash the server 50 times on each engine, and fuzz the parsers. SEED= repeats a run, MINUTES= limits it.
	@cargo build --quiet --package standfirst --package standfirst-bench
	@target/debug/standfirst-bench soak $(if $(SEED),--seed $(SEED)) $(if $(MINUTES),--minutes $(MINUTES))

credential-timing: ## Measure whether response times differ between wrong and unknown keys and passwords (some minutes). SEED= repeats an order.
	@cargo build --quiet --package standfirst --package standfirst-bench
	@target/debug/standfirst-timing $(if $(SEED),--seed $(SEED))

amplification: ## Measure the CPU time and memory that a release server spends on rejecting hostile documents. Linux only.
	@command -v npm >/dev/null 2>&1 || { echo "npm is missing: install Node.js 20 or later, which brings it (https://nodejs.org)"; exit 1; }
	@cd tests/conformance && npm ci --silent
	@cargo build --quiet --release --package standfirst
	@node tests/conformance/amplification.mjs

bench: ## Benchmark the checks of a document before it is executed.
	cargo bench --profile release --package standfirst-bench

overload: ## Send a release server ten times more requests than it can answer and check how it rejects them (a minute after the build). SECONDS= sets the length.
	@cargo build --quiet --release --package standfirst
	@cargo build --quiet --release --package standfirst-overload
	@target/release/standfirst-overload $(if $(SECONDS),--seconds $(SECONDS))

# The collections of judged articles are not part of the project; bench/README.md describes them.
JUDGE = target/release/standfirst-judge
CORPUS := ../shared/corpus

relevance-related: postgres judge ## Measure the relevance (nDCG) of related articles against human judgements, on both engines. CORPUS= is the folder of the collections.
	@$(JUDGE) related --corpus $(CORPUS) $(if $(SEED),--seed $(SEED))

relevance-search: postgres judge ## Measure the relevance (nDCG) of search in nine languages against human judgements, on both engines. CORPUS= as above.
	@$(JUDGE) search --corpus $(CORPUS) $(if $(SEED),--seed $(SEED))

large-archive: postgres judge ## Measure import, rebuild, search and publishing with 105,697 articles on both engines. CORPUS= as above.
	@$(JUDGE) archive --corpus $(CORPUS) $(if $(SEED),--seed $(SEED))

judge:
	@cargo build --quiet --release --package standfirst
	@cargo build --quiet --release --package standfirst-judge

lint: words ## Check formatting, names, prose and clippy's lints.
	cargo fmt --all -- --check
	cargo clippy --workspace --all-targets -- --deny warnings

words: ## Check names and prose against tests/words/names.tsv. FILES= limits it to a folder.
	@cargo run --quiet --package standfirst-lint -- words $(FILES)

schema: ## Write schema.graphql from the code.
	cargo run --quiet --package standfirst -- schema --output schema.graphql

audit: ## Check licences, bans and version floors of all dependencies (cargo install --locked cargo-deny).
	@cargo deny --version >/dev/null 2>&1 || { echo "cargo-deny is missing: cargo install --locked cargo-deny"; exit 1; }
	cargo deny check bans licenses sources

# Tests start a PostgreSQL cluster of their own: they need its programs, not a running server.
postgres:
	@command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
		echo "Installing PostgreSQL: the tests start a cluster with its programs."; \
		apt-get update -qq && apt-get install -y -qq postgresql >/dev/null; \
	else \
		echo "PostgreSQL's server programs are missing. Install them: sudo apt-get install postgresql (or brew install postgresql)"; exit 1; \
	fi

//! Cost of the checks on a request, for a cached document and for a new one.
//!
//! The benchmark covers everything between the JSON parser and the GraphQL engine: the rate limit,
//! the hash of the text, the document, its operation, the coercion of its variables, its cost, the
//! quota, and the execution slot. The engine takes a copy of the operation, which is measured
//! separately.

use std::{hint::black_box, net::IpAddr, sync::Arc};

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use futures::executor::block_on;
use serde_json::{Map, Value, json};
use standfirst_api::{ClientAddress, Gate, Limits, Settings, Traffic};

/// Document of about 1 kB, as a front end would write it.
const DOCUMENT: &str = include_str!("document.graphql");

fn values() -> Map<String, Value> {
    let values = json!({ "slug": "the-harbour-ferry-runs-late", "first": 6, "withBody": true });
    values.as_object().cloned().unwrap_or_default()
}

/// The checks, with a quota that the benchmark does not use up.
struct RequestChecks {
    gate: Gate,
    traffic: Arc<Traffic>,
    client: ClientAddress,
}

impl RequestChecks {
    fn new() -> Self {
        let limits = Limits {
            burst_of_strangers: 1_000_000_000,
            rate_of_strangers: 100_000_000,
            ..Limits::default()
        };
        let gate = Gate::new(&limits);
        let settings = Settings {
            limits,
            ..Settings::default()
        };
        Self {
            gate,
            traffic: Arc::new(Traffic::new(&settings)),
            client: ClientAddress::new(IpAddr::from([192, 0, 2, 7])),
        }
    }

    fn check(&self, text: &str, values: Map<String, Value>) {
        let Ok(mut pass) = self.traffic.stranger(self.client) else {
            panic!("the quota is not used up");
        };
        let Ok(document) = block_on(self.gate.document(text, false)) else {
            panic!("the document is valid");
        };
        let Ok(operation) = document.operation(None) else {
            panic!("the document has one operation");
        };
        let Ok((variables, sum)) = self.gate.admit(operation, values) else {
            panic!("the variables are valid");
        };
        let Ok(permit) = block_on(pass.let_run(sum.points)) else {
            panic!("an execution slot is free");
        };
        black_box(&variables);
        pass.settle(sum.points / 2);
        drop(permit);
    }
}

fn request_checks(criterion: &mut Criterion) {
    let checks = RequestChecks::new();
    let mut group = criterion.benchmark_group("request checks");
    group.bench_function("cached document", |bencher| {
        bencher.iter_batched(
            values,
            |values| checks.check(DOCUMENT, values),
            BatchSize::SmallInput,
        );
    });
    let mut number = 0_u64;
    group.bench_function("new document", |bencher| {
        let mut another = || {
            number += 1;
            (format!("{DOCUMENT}# {number}\n"), values())
        };
        bencher.iter_batched(
            &mut another,
            |(text, values)| checks.check(&text, values),
            BatchSize::SmallInput,
        );
    });
    let Ok(document) = block_on(checks.gate.document(DOCUMENT, false)) else {
        panic!("the document is valid");
    };
    let Ok(operation) = document.operation(None) else {
        panic!("the document has one operation");
    };
    let Ok((variables, _)) = checks.gate.admit(operation, values()) else {
        panic!("the variables are valid");
    };
    group.bench_function("copy for the engine", |bencher| {
        bencher.iter(|| black_box(operation.executable(&variables)));
    });
    group.finish();
}

criterion_group!(benches, request_checks);
criterion_main!(benches);

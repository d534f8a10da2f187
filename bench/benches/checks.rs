//! Time that the checks before execution take: for a document in the cache, and for a new one.
//!
//! The measured steps are those between parsing the JSON and the engine: the first point of the
//! quota, the hash of the text, the document, its operation, the values of its variables, its cost,
//! the reservation and return of points, and the execution slot. The engine takes a copy of the
//! operation, which is measured apart.

use std::{hint::black_box, net::IpAddr, sync::Arc};

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use futures::executor::block_on;
use serde_json::{Map, Value, json};
use standfirst_api::{ClientAddress, Limits, LoadControl, Settings, document_checker};
use standfirst_document::DocumentChecker;

/// About 1 kB, as a front end writes it.
const DOCUMENT: &str = include_str!("document.graphql");

fn values() -> Map<String, Value> {
    let values = json!({ "slug": "the-harbour-ferry-runs-late", "first": 6, "withBody": true });
    values.as_object().cloned().unwrap_or_default()
}

/// A document checker and load control, with points enough for the whole measurement.
struct Checks {
    documents: DocumentChecker,
    load_control: Arc<LoadControl>,
    client: ClientAddress,
}

impl Checks {
    fn new() -> Self {
        let limits = Limits {
            anonymous_burst: 1_000_000_000,
            anonymous_rate: 100_000_000,
            ..Limits::default()
        };
        let documents = document_checker(&limits);
        let settings = Settings {
            limits,
            ..Settings::default()
        };
        Self {
            documents,
            load_control: Arc::new(LoadControl::new(&settings)),
            client: ClientAddress::new(IpAddr::from([192, 0, 2, 7])),
        }
    }

    fn pass(&self, text: &str, values: Map<String, Value>) {
        let Ok(mut admitted) = self.load_control.admit_address(self.client) else {
            panic!("there are points enough");
        };
        let Ok(document) = self.documents.check(text, false) else {
            panic!("the document is valid");
        };
        let Ok(operation) = document.operation(None) else {
            panic!("it has one operation");
        };
        let Ok((variables, cost)) = self.documents.coerce(operation, values) else {
            panic!("its values are valid");
        };
        let Ok(slot) = block_on(admitted.acquire_slot(cost.points)) else {
            panic!("there is room");
        };
        black_box(&variables);
        admitted.settle(cost.points / 2);
        drop(slot);
    }
}

fn checks(criterion: &mut Criterion) {
    let checks = Checks::new();
    let mut group = criterion.benchmark_group("checks");
    group.bench_function("a document in the cache", |bencher| {
        bencher.iter_batched(
            values,
            |values| checks.pass(DOCUMENT, values),
            BatchSize::SmallInput,
        );
    });
    let mut number = 0_u64;
    group.bench_function("a new document", |bencher| {
        let mut next = || {
            number += 1;
            (format!("{DOCUMENT}# {number}\n"), values())
        };
        bencher.iter_batched(
            &mut next,
            |(text, values)| checks.pass(&text, values),
            BatchSize::SmallInput,
        );
    });
    let Ok(document) = checks.documents.check(DOCUMENT, false) else {
        panic!("the document is valid");
    };
    let Ok(operation) = document.operation(None) else {
        panic!("it has one operation");
    };
    let Ok((variables, _)) = checks.documents.coerce(operation, values()) else {
        panic!("its values are valid");
    };
    group.bench_function("copy for the engine", |bencher| {
        bencher.iter(|| black_box(operation.executable(&variables)));
    });
    group.finish();
}

criterion_group!(benches, checks);
criterion_main!(benches);

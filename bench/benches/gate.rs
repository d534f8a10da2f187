//! What the gate costs a request: of a document that is kept, and of one that is met for the first time.
//!
//! Measured is all that stands between the reading of the JSON and the engine: the hash of the text, the document, its operation, the values of its
//! variables, its cost, and the copy that the engine is handed.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use futures::executor::block_on;
use serde_json::{Map, Value, json};
use standfirst_api::{Gate, Limits};

/// About 1 kB, as a front end writes it.
const DOCUMENT: &str = include_str!("document.graphql");

fn values() -> Map<String, Value> {
    let values = json!({ "slug": "the-harbour-ferry-runs-late", "first": 6, "withBody": true });
    values.as_object().cloned().unwrap_or_default()
}

fn come_through(gate: &Gate, text: &str, values: Map<String, Value>) -> u64 {
    let Ok(document) = block_on(gate.document(text, false)) else {
        panic!("the document comes through");
    };
    let Ok(operation) = document.operation(None) else {
        panic!("it has one operation");
    };
    let Ok((variables, sum)) = gate.admit(operation, values) else {
        panic!("its values come through");
    };
    black_box((operation.executable(&variables), variables));
    sum.points
}

fn gate(criterion: &mut Criterion) {
    let gate = Gate::new(&Limits::default());
    let mut group = criterion.benchmark_group("gate");
    group.bench_function("a document that is kept", |bencher| {
        bencher.iter_batched(
            values,
            |values| come_through(&gate, DOCUMENT, values),
            BatchSize::SmallInput,
        );
    });
    let mut number = 0_u64;
    group.bench_function("a document met for the first time", |bencher| {
        let mut another = || {
            number += 1;
            (format!("{DOCUMENT}# {number}\n"), values())
        };
        bencher.iter_batched(
            &mut another,
            |(text, values)| come_through(&gate, &text, values),
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

criterion_group!(benches, gate);
criterion_main!(benches);

//! What the gate costs a request: of a document that is kept, and of one that is met for the first time.
//!
//! Measured is all that stands between the reading of the JSON and the engine: the point that is taken, the hash of the text, the document, its
//! operation, the values of its variables, its cost, what is reserved and given back, and the place among those that run. The engine takes the
//! operation as a copy of its own; what that costs is measured apart.

use std::{hint::black_box, net::IpAddr, sync::Arc};

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use futures::executor::block_on;
use serde_json::{Map, Value, json};
use standfirst_api::{ClientAddress, Gate, Limits, Settings, Traffic};

/// About 1 kB, as a front end writes it.
const DOCUMENT: &str = include_str!("document.graphql");

fn values() -> Map<String, Value> {
    let values = json!({ "slug": "the-harbour-ferry-runs-late", "first": 6, "withBody": true });
    values.as_object().cloned().unwrap_or_default()
}

/// A gate and its traffic, with points enough for as long as is measured.
struct Door {
    gate: Gate,
    traffic: Arc<Traffic>,
    client: ClientAddress,
}

impl Door {
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

    fn come_through(&self, text: &str, values: Map<String, Value>) {
        let Ok(mut pass) = self.traffic.stranger(self.client) else {
            panic!("there are points enough");
        };
        let Ok(document) = block_on(self.gate.document(text, false)) else {
            panic!("the document comes through");
        };
        let Ok(operation) = document.operation(None) else {
            panic!("it has one operation");
        };
        let Ok((variables, sum)) = self.gate.admit(operation, values) else {
            panic!("its values come through");
        };
        let Ok(permit) = block_on(pass.let_run(sum.points)) else {
            panic!("there is room");
        };
        black_box(&variables);
        pass.settle(sum.points / 2);
        drop(permit);
    }
}

fn gate(criterion: &mut Criterion) {
    let door = Door::new();
    let mut group = criterion.benchmark_group("gate");
    group.bench_function("a document that is kept", |bencher| {
        bencher.iter_batched(
            values,
            |values| door.come_through(DOCUMENT, values),
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
            |(text, values)| door.come_through(&text, values),
            BatchSize::SmallInput,
        );
    });
    let Ok(document) = block_on(door.gate.document(DOCUMENT, false)) else {
        panic!("the document comes through");
    };
    let Ok(operation) = document.operation(None) else {
        panic!("it has one operation");
    };
    let Ok((variables, _)) = door.gate.admit(operation, values()) else {
        panic!("its values come through");
    };
    group.bench_function("the engine's copy, made and let go of", |bencher| {
        bencher.iter(|| black_box(operation.executable(&variables)));
    });
    group.finish();
}

criterion_group!(benches, gate);
criterion_main!(benches);

//! Executing a request: what comes through the gate is handed to the engine under a deadline.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use async_graphql::{Request, Response, Variables, parser::types::OperationType};
use futures::FutureExt;
use serde::Serialize;
use standfirst_domain::{
    account::Role,
    error::ErrorCode,
    visibility::{Audience, Reader},
};

use super::request::{GraphqlRequest, Method};
use crate::{
    graphql::{acting::Acting, reading::Reading, turns},
    http::{
        Doors,
        caller::Caller,
        errors::Rejection,
        gate::{self, Excess, Operation, Pass},
    },
    limits::Limits,
};

/// An answer, and what it cost.
pub struct Executed {
    /// What the engine answered.
    pub response: Response,
    /// What it cost, where the client wants to know.
    pub cost: Option<Cost>,
}

/// What an operation cost, in points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Cost {
    /// What it would cost with the longest lists that it asks for.
    pub requested: u64,
    /// What its answer came to.
    pub actual: u64,
    /// What one operation may cost.
    pub limit: u64,
}

/// Executes a request. What fails before anything was resolved is a refusal.
pub async fn execute(
    doors: &Doors,
    request: GraphqlRequest,
    method: Method,
    caller: Caller,
    pass: &mut Pass,
) -> Result<Executed, Rejection> {
    let settings = &doors.house.settings;
    let tells_schema = settings.introspection.is_open(caller.actor.is_some());
    let persisted = &doors.house.persisted;
    let chosen = persisted.choose(request.query, request.named)?;
    let document = doors.house.gate.document(&chosen.text, tells_schema).await;
    let document = document.map_err(|refusal| match method {
        Method::Get if gate::begins_with_another_kind(&chosen.text) => not_by_get(),
        _ => refusal,
    })?;
    persisted.accept(&chosen);
    let operation = document.operation(request.operation_name.as_deref())?;
    if method == Method::Get && operation.kind != OperationType::Query {
        return Err(not_by_get());
    }
    if operation.plan.asks_schema && !tells_schema {
        return Err(Rejection::as_said(ErrorCode::IntrospectionDisabled));
    }
    let (variables, sum) = doors.house.gate.admit(operation, request.variables)?;
    let limit = dearest(&settings.limits, &caller);
    let requested = sum.points.max(LEAST);
    if requested > limit {
        return Err(Excess::of_cost(requested, limit));
    }
    let _permit = pass.let_run(requested).await?;
    let caller = if operation.kind == OperationType::Mutation {
        one_act_for_a_key(operation, &caller)?;
        caller.seen_afresh(&doors.house.auth).await?
    } else {
        caller
    };
    let response = run(doors, operation, variables, caller).await?;
    let charged = operation.plan.charged(&response.data);
    let charged = charged.saturating_add(sum.surely);
    let actual = charged.clamp(LEAST, requested);
    pass.settle(actual);
    let cost = request.wants_cost.then_some(Cost {
        requested,
        actual,
        limit,
    });
    Ok(Executed { response, cost })
}

fn not_by_get() -> Rejection {
    Rejection::new(
        ErrorCode::MethodNotAllowed,
        "Only queries are run by GET; send this operation by POST.",
    )
    .allowing("POST")
}

/// Nothing costs less.
const LEAST: u64 = 1;

/// What one operation of a caller may cost.
fn dearest(limits: &Limits, caller: &Caller) -> u64 {
    let most = match caller.actor.as_deref() {
        None => limits.cost_of_strangers,
        Some(actor) if actor.role == Role::Partner => limits.cost_of_keys,
        Some(_) => limits.cost_of_accounts,
    };
    most as u64
}

fn one_act_for_a_key(operation: &Operation, caller: &Caller) -> Result<(), Rejection> {
    if caller.idempotency_key.is_some() && operation.plan.steps.len() > 1 {
        return Err(Rejection::bad_request(
            "The header Idempotency-Key is for a document with one field; give each input its own `idempotencyKey`.",
        ));
    }
    Ok(())
}

async fn run(
    doors: &Doors,
    operation: &Operation,
    variables: Variables,
    caller: Caller,
) -> Result<Response, Rejection> {
    let house = &doors.house;
    let now = caller.now;
    let audience = caller
        .actor
        .as_ref()
        .map_or(Audience::Public, |actor| actor.audience());
    let reading = Reading::new(house, Reader { audience, now });
    let acting = Acting::new(house, caller);
    let executable = operation.executable(&variables);
    let order = operation.plan.turns(&variables);
    let mut prepared = Request::new("")
        .variables(variables)
        .data(Arc::new(reading))
        .data(acting);
    prepared.set_parsed_query(executable);
    let execution = doors.schema.execute(prepared);
    let run = async {
        match order {
            None => execution.await,
            Some(order) => turns::conduct(order, execution).await,
        }
    };
    let run = AssertUnwindSafe(run).catch_unwind();
    let acts = operation.kind == OperationType::Mutation;
    match tokio::time::timeout(deadline(doors, acts), run).await {
        Ok(Ok(response)) => Ok(response),
        Ok(Err(_)) => {
            tracing::error!("a resolver panicked");
            Err(Rejection::as_said(ErrorCode::Internal))
        }
        Err(_) => {
            tracing::warn!("the answer took longer than the request's deadline");
            // An act that was given up may yet stand.
            let code = if acts {
                ErrorCode::OutcomeUnknown
            } else {
                ErrorCode::Timeout
            };
            Err(Rejection::as_said(code))
        }
    }
}

fn deadline(doors: &Doors, acts: bool) -> Duration {
    let settings = &doors.house.settings;
    if acts {
        settings.limits.mutation_deadline
    } else {
        settings.request_deadline
    }
}

//! Timing side channels of credentials: does the response time reveal how much of an API key is
//! right, or whether an account exists?
//!
//! The program prints figures and leaves the verdict to the person who runs it. Other work on the
//! machine makes the spread wider, never narrower. The requests go to the real server on SQLite,
//! over the loopback interface, one at a time and in random order.

#[expect(dead_code, reason = "the soak programs use more of it")]
#[path = "../installation.rs"]
mod installation;
#[expect(dead_code, reason = "the soak programs use more of it")]
#[path = "../run.rs"]
mod run;

use std::{path::PathBuf, process::ExitCode, time::Instant};

use clap::Parser;
use rand::{Rng, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use standfirst_domain::credential::KeyText;

use self::{
    installation::{Installation, Server},
    run::{Failure, say},
};

/// Number of accounts whose passwords are guessed. The limit on failures of one account is not
/// reached.
const ACCOUNTS: usize = 9;
/// Number of guesses for each account on one server. An address may fail 100 times.
const GUESSES: usize = 5;
/// Share of the samples that are compared. The slowest ones come from other work on the machine.
const COMPARED_SHARE: f64 = 0.95;
/// Digits of a key in base 32, five bits each.
const DIGITS: &str = "0123456789abcdefghjkmnpqrstvwxyz";

/// Measures timing side channels of credentials.
#[derive(Debug, Parser)]
struct TimingArguments {
    /// Number of wrong keys of each kind.
    #[arg(long, default_value_t = 10_000)]
    keys: usize,
    /// Number of servers, one after the other, on which passwords are guessed.
    #[arg(long, default_value_t = 10)]
    rounds: usize,
    /// Seed of the random order [default: random].
    #[arg(long)]
    seed: Option<u64>,
    /// Path of the server's executable.
    #[arg(long, default_value = "target/debug/standfirst")]
    standfirst: PathBuf,
}

/// Response times of two kinds of requests, in microseconds.
#[derive(Default)]
struct Samples {
    first: Vec<f64>,
    second: Vec<f64>,
}

/// A client that measures response times.
struct TimedClient {
    client: reqwest::Client,
    url: String,
}

impl TimedClient {
    fn new(server: &Server) -> Self {
        Self {
            client: reqwest::Client::new(),
            url: server.graphql_url.clone(),
        }
    }

    /// Sends a request. Returns status, response and response time in microseconds.
    async fn send(
        &self,
        credential: Option<&str>,
        body: &Value,
    ) -> Result<(u16, Value, f64), Failure> {
        let mut request = self.client.post(&self.url).json(body);
        if let Some(credential) = credential {
            request = request.bearer_auth(credential);
        }
        let began = Instant::now();
        let response = request.send().await?;
        let status = response.status().as_u16();
        let answer = response.json().await?;
        Ok((status, answer, began.elapsed().as_secs_f64() * 1e6))
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(TimingArguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            say(format_args!("FAILED: {failure}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: TimingArguments) -> Result<(), Failure> {
    let seed = cli.seed.unwrap_or_else(rand::random);
    say(format_args!("seed {seed}"));
    let mut random = StdRng::seed_from_u64(seed);
    let installation = Installation::new(&cli.standfirst, None)?;
    let server = installation.serve().await?;
    let keys = keys(
        &installation,
        &TimedClient::new(&server),
        cli.keys,
        &mut random,
    )
    .await?;
    server.kill().await?;
    say(format_args!(
        "keys: {} wrong keys of each kind; median {:.1} us with the right first letter, {:.1} us with a wrong one; Welch's t = {:.2} (|t| < 4.5 is no evidence of a leak)",
        cli.keys,
        median(&keys.first),
        median(&keys.second),
        welch(&keys),
    ));
    let sign_ins = sign_ins(&installation, cli.rounds, &mut random).await?;
    let (wrong, unknown) = (median(&sign_ins.first), median(&sign_ins.second));
    say(format_args!(
        "sign-ins: {} failures of each kind; median {:.2} ms for a wrong password, {:.2} ms for an unknown account; difference {:.2} % (less than 5 % is no evidence of a leak)",
        sign_ins.first.len(),
        wrong / 1e3,
        unknown / 1e3,
        (unknown - wrong).abs() / wrong * 100.0,
    ));
    Ok(())
}

/// Sends keys that differ from a valid one in the last letter of the secret, and in the first.
async fn keys(
    installation: &Installation,
    client: &TimedClient,
    count: usize,
    random: &mut StdRng,
) -> Result<Samples, Failure> {
    let token = installation
        .run_command(&["token", "--role", "admin", "--subject", "timing"])
        .await?;
    let make =
        json!({ "query": "mutation { apiKeyCreate(input: { name: \"Timing\" }) { secret } }" });
    let (_, made, _) = client.send(Some(&token), &make).await?;
    let valid = made
        .pointer("/data/apiKeyCreate/secret")
        .and_then(Value::as_str)
        .ok_or("the server created no key")?;
    let (right_at_first, wrong_at_first) = (changed(valid, 19)?, changed(valid, 0)?);
    let question = json!({ "query": "{ __typename }" });
    let mut samples = Samples::default();
    while samples.first.len() < count || samples.second.len() < count {
        let is_first = random.random::<bool>();
        let (key, times) = if is_first {
            (&right_at_first, &mut samples.first)
        } else {
            (&wrong_at_first, &mut samples.second)
        };
        let (status, _, took) = client.send(Some(key), &question).await?;
        if status != 401 {
            return Err(format!("a wrong key got the status {status}").into());
        }
        times.push(took);
    }
    Ok(samples)
}

/// Signs in with wrong passwords, to existing accounts and to missing ones.
async fn sign_ins(
    installation: &Installation,
    rounds: usize,
    random: &mut StdRng,
) -> Result<Samples, Failure> {
    for number in 0..ACCOUNTS {
        let email = format!("known{number}@paper.example");
        installation
            .run_command(&["user", "add", &email, "--role", "reader"])
            .await?;
    }
    let mut samples = Samples::default();
    for _ in 0..rounds {
        // A new server starts with fresh counts of failures.
        let server = installation.serve().await?;
        let client = TimedClient::new(&server);
        for attempt in 0..ACCOUNTS * GUESSES {
            let number = attempt % ACCOUNTS;
            let known_first = random.random::<bool>();
            for is_known in [known_first, !known_first] {
                let took = guess(&client, is_known, number).await?;
                if is_known {
                    samples.first.push(took);
                } else {
                    samples.second.push(took);
                }
            }
        }
        server.kill().await?;
    }
    Ok(samples)
}

/// Signs in with a wrong password and returns the response time.
async fn guess(client: &TimedClient, is_known: bool, number: usize) -> Result<f64, Failure> {
    let word = if is_known { "known" } else { "other" };
    let question = json!({
        "query": "mutation($email: String!) { sessionOpen(input: { email: $email, password: \"not the password\" }) { session { accessToken } } }",
        "variables": { "email": format!("{word}{number}@paper.example") },
    });
    let (status, _, took) = client.send(None, &question).await?;
    if status == 401 {
        Ok(took)
    } else {
        Err(format!("a wrong password got the status {status}").into())
    }
}

/// The key with one bit of its secret changed, and the checksum to match.
fn changed(key: &str, byte: usize) -> Result<String, Failure> {
    let parsed = KeyText::parse(key).ok_or("the created key is invalid")?;
    let mut secret = decode::<20>(parsed.secret())?;
    let bit = if byte == 0 { 0x80 } else { 1 };
    *secret.get_mut(byte).ok_or("no such byte")? ^= bit;
    let other = KeyText::new(decode::<5>(parsed.id.as_str())?, secret);
    Ok(other.reveal())
}

/// Decodes base 32, five bits a letter.
fn decode<const COUNT: usize>(text: &str) -> Result<[u8; COUNT], Failure> {
    let mut bits = Vec::with_capacity(COUNT * 8);
    for letter in text.chars() {
        let value = DIGITS.find(letter).ok_or("not a digit of a key")?;
        bits.extend((0..5).rev().map(|bit| (value >> bit) & 1));
    }
    let read: Vec<u8> = bits
        .chunks(8)
        .map(|byte| {
            byte.iter()
                .fold(0, |sum, bit| sum << 1 | u8::from(*bit == 1))
        })
        .collect();
    read.try_into()
        .map_err(|_| "not the length of a key".into())
}

fn median(samples: &[f64]) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Welch's t of the two kinds, without the slowest samples.
fn welch(samples: &Samples) -> f64 {
    let mut all: Vec<f64> = samples
        .first
        .iter()
        .chain(&samples.second)
        .copied()
        .collect();
    all.sort_by(f64::total_cmp);
    let share = u32::try_from(all.len()).map_or(f64::MAX, f64::from) * COMPARED_SHARE;
    let longest = all
        .iter()
        .zip(1_u32..)
        .take_while(|(_, place)| f64::from(*place) <= share)
        .last();
    let longest = longest.map_or(f64::MAX, |(sample, _)| *sample);
    let (first, second) = (
        mean_and_variance(&samples.first, longest),
        mean_and_variance(&samples.second, longest),
    );
    (first.0 - second.0) / (first.1 + second.1).sqrt()
}

/// Mean of the samples up to a limit, and the variance of that mean.
fn mean_and_variance(samples: &[f64], longest: f64) -> (f64, f64) {
    let kept: Vec<f64> = samples
        .iter()
        .copied()
        .filter(|sample| *sample <= longest)
        .collect();
    let count = u32::try_from(kept.len()).map_or(f64::MAX, f64::from);
    let mean = kept.iter().sum::<f64>() / count;
    let squares: f64 = kept.iter().map(|sample| (sample - mean).powi(2)).sum();
    (mean, squares / (count - 1.0) / count)
}

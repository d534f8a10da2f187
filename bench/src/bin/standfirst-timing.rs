//! Whether time tells what answers do not: of a key's secret how much of it is right, and of a sign-in whether there is such an account.
//!
//! Figures are printed and judged by whoever reads them; a machine that does other work beside makes them wider, never narrower. The requests go to
//! the real server on SQLite, over the loopback, one at a time and in a random order.

#[expect(dead_code, reason = "the soak's programs need more of it")]
#[path = "../process.rs"]
mod process;

use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
    time::Instant,
};

use clap::Parser;
use rand::{Rng, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use standfirst_domain::credential::KeyText;

use self::process::{House, Server};

/// Why it ended before its figures.
pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// How many accounts there are whose passwords are guessed, so that none is guessed at too often.
const ACCOUNTS: usize = 9;
/// How often one of them is, on one server: an address may fail a hundred times.
const GUESSES: usize = 5;
/// Which part of all samples is looked at: the slowest are the machine's doing.
const LOOKED_AT: f64 = 0.95;
/// The letters of a key, each for five bits.
const DIGITS: &str = "0123456789abcdefghjkmnpqrstvwxyz";

/// Measures what time tells of credentials.
#[derive(Debug, Parser)]
struct Cli {
    /// How many wrong keys of each kind are presented.
    #[arg(long, default_value_t = 10_000)]
    keys: usize,
    /// On how many servers, one after the other, passwords are guessed.
    #[arg(long, default_value_t = 10)]
    rounds: usize,
    /// What the order begins with [default: a fresh one].
    #[arg(long)]
    seed: Option<u64>,
    /// The server's program.
    #[arg(long, default_value = "target/debug/standfirst")]
    standfirst: PathBuf,
}

/// Two kinds of samples, in microseconds.
#[derive(Default)]
struct Samples {
    first: Vec<f64>,
    second: Vec<f64>,
}

/// Whoever asks, and how long it takes.
struct Asker {
    client: reqwest::Client,
    url: String,
}

impl Asker {
    fn of(server: &Server) -> Self {
        Self {
            client: reqwest::Client::new(),
            url: server.url.clone(),
        }
    }

    /// Asks, and answers the status, the answer and the microseconds it took.
    async fn ask(
        &self,
        credential: Option<&str>,
        body: &Value,
    ) -> Result<(u16, Value, f64), Failure> {
        let mut request = self.client.post(&self.url).json(body);
        if let Some(credential) = credential {
            request = request.bearer_auth(credential);
        }
        let begun = Instant::now();
        let response = request.send().await?;
        let status = response.status().as_u16();
        let answer = response.json().await?;
        Ok((status, answer, begun.elapsed().as_secs_f64() * 1e6))
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            say(format_args!("FAILED: {failure}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> Result<(), Failure> {
    let seed = cli.seed.unwrap_or_else(rand::random);
    say(format_args!("seed {seed}"));
    let mut random = StdRng::seed_from_u64(seed);
    let house = House::new(&cli.standfirst, None)?;
    let server = house.serve().await?;
    let keys = keys(&house, &Asker::of(&server), cli.keys, &mut random).await?;
    server.kill().await?;
    say(format_args!(
        "keys: {} wrong ones of each kind; median {:.1} us where the secret's first letter is right, {:.1} us where it is wrong; Welch's t = {:.2} (|t| < 4.5 tells nothing)",
        cli.keys,
        median(&keys.first),
        median(&keys.second),
        welch(&keys),
    ));
    let sign_ins = sign_ins(&house, cli.rounds, &mut random).await?;
    let (wrong, unknown) = (median(&sign_ins.first), median(&sign_ins.second));
    say(format_args!(
        "sign-ins: {} failures of each kind; median {:.2} ms for a wrong password, {:.2} ms for an unknown account; they differ by {:.2} % (less than 5 % tells nothing)",
        sign_ins.first.len(),
        wrong / 1e3,
        unknown / 1e3,
        (unknown - wrong).abs() / wrong * 100.0,
    ));
    Ok(())
}

/// Presents keys that differ from a good one in the last letter of their secret, and in the first.
async fn keys(
    house: &House,
    asker: &Asker,
    count: usize,
    random: &mut StdRng,
) -> Result<Samples, Failure> {
    let token = house
        .said(&["token", "--role", "admin", "--subject", "timing"])
        .await?;
    let make =
        json!({ "query": "mutation { apiKeyCreate(input: { name: \"Timing\" }) { secret } }" });
    let (_, made, _) = asker.ask(Some(&token), &make).await?;
    let good = made
        .pointer("/data/apiKeyCreate/secret")
        .and_then(Value::as_str)
        .ok_or("no key was made")?;
    let (right_at_first, wrong_at_first) = (changed(good, 19)?, changed(good, 0)?);
    let question = json!({ "query": "{ __typename }" });
    let mut samples = Samples::default();
    while samples.first.len() < count || samples.second.len() < count {
        let is_first = random.random::<bool>();
        let (key, kept) = if is_first {
            (&right_at_first, &mut samples.first)
        } else {
            (&wrong_at_first, &mut samples.second)
        };
        let (status, _, took) = asker.ask(Some(key), &question).await?;
        if status != 401 {
            return Err(format!("a wrong key was answered with {status}").into());
        }
        kept.push(took);
    }
    Ok(samples)
}

/// Signs in with wrong passwords where there is an account, and where there is none.
async fn sign_ins(house: &House, rounds: usize, random: &mut StdRng) -> Result<Samples, Failure> {
    for number in 0..ACCOUNTS {
        let email = format!("known{number}@paper.example");
        house
            .said(&["user", "add", &email, "--role", "reader"])
            .await?;
    }
    let mut samples = Samples::default();
    for _ in 0..rounds {
        // The failures that are counted are the server's own, and go with it.
        let server = house.serve().await?;
        let asker = Asker::of(&server);
        for guess in 0..ACCOUNTS * GUESSES {
            let number = guess % ACCOUNTS;
            let known_first = random.random::<bool>();
            for is_known in [known_first, !known_first] {
                let took = guessed(&asker, is_known, number).await?;
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

async fn guessed(asker: &Asker, is_known: bool, number: usize) -> Result<f64, Failure> {
    let word = if is_known { "known" } else { "other" };
    let question = json!({
        "query": "mutation($email: String!) { sessionOpen(input: { email: $email, password: \"not the password\" }) { session { accessToken } } }",
        "variables": { "email": format!("{word}{number}@paper.example") },
    });
    let (status, _, took) = asker.ask(None, &question).await?;
    if status == 401 {
        Ok(took)
    } else {
        Err(format!("a wrong password was answered with {status}").into())
    }
}

/// A key with another bit in one byte of its secret, and the checksum that belongs to it.
fn changed(key: &str, byte: usize) -> Result<String, Failure> {
    let read = KeyText::parse(key).ok_or("the key that was made is none")?;
    let mut secret = bytes::<20>(read.secret())?;
    let bit = if byte == 0 { 0x80 } else { 1 };
    *secret.get_mut(byte).ok_or("no such byte")? ^= bit;
    let other = KeyText::mint(bytes::<5>(read.id.as_str())?, secret);
    Ok(other.reveal())
}

/// What was written in base 32, five bits a letter.
fn bytes<const COUNT: usize>(text: &str) -> Result<[u8; COUNT], Failure> {
    let mut bits = Vec::with_capacity(COUNT * 8);
    for letter in text.chars() {
        let value = DIGITS.find(letter).ok_or("not a letter of a key")?;
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

/// Welch's t of both kinds, without the slowest of all.
fn welch(samples: &Samples) -> f64 {
    let mut all: Vec<f64> = samples
        .first
        .iter()
        .chain(&samples.second)
        .copied()
        .collect();
    all.sort_by(f64::total_cmp);
    let share = u32::try_from(all.len()).map_or(f64::MAX, f64::from) * LOOKED_AT;
    let longest = all
        .iter()
        .zip(1_u32..)
        .take_while(|(_, place)| f64::from(*place) <= share)
        .last();
    let longest = longest.map_or(f64::MAX, |(sample, _)| *sample);
    let (first, second) = (
        spread(&samples.first, longest),
        spread(&samples.second, longest),
    );
    (first.0 - second.0) / (first.1 + second.1).sqrt()
}

/// The mean of the samples up to a longest, and the variance of that mean.
fn spread(samples: &[f64], longest: f64) -> (f64, f64) {
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

fn say(line: impl std::fmt::Display) {
    let mut out = io::stdout().lock();
    // Whoever does not listen any more misses nothing that counts.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

//! How good an answer is when people have said what belongs in it: nDCG@10, and how far chance moves its mean.
//!
//! Grades are the gains, a place's gain is divided by the binary logarithm of the place and one, and the sum by that of the best answer there could
//! be to this query. What nobody judged counts as wrong.

use std::collections::{BTreeMap, BTreeSet};

use rand::{Rng, SeedableRng, rngs::StdRng};

/// How many places of an answer count.
pub const DEPTH: usize = 10;
/// How often the queries are drawn anew for the interval.
const RESAMPLES: usize = 1_000;

/// What people said of the articles for one query.
pub type Grades = BTreeMap<String, f64>;

/// The nDCG@10 of an answer, 0 to 1.
pub fn ndcg(answer: &[String], grades: &Grades) -> f64 {
    let mut met = BTreeSet::new();
    let found = answer.iter().map(|id| {
        let is_new = met.insert(id);
        grades.get(id).copied().filter(|_| is_new).unwrap_or(0.0)
    });
    let found = gain(found);
    let mut ideal: Vec<f64> = grades.values().copied().collect();
    ideal.sort_by(|one, other| other.total_cmp(one));
    let ideal = gain(ideal.into_iter());
    if ideal > 0.0 { found / ideal } else { 0.0 }
}

fn gain(grades: impl Iterator<Item = f64>) -> f64 {
    (2_u32..)
        .zip(grades.take(DEPTH))
        .map(|(place, grade)| grade / f64::from(place).log2())
        .sum()
}

pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// Within what the mean lies in 95 of 100 draws of the queries.
pub fn interval(values: &[f64], seed: u64) -> (f64, f64) {
    let mut random = StdRng::seed_from_u64(seed);
    let mut means: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            let drawn: Vec<f64> = (0..values.len())
                .filter_map(|_| values.get(random.random_range(0..values.len())).copied())
                .collect();
            mean(&drawn)
        })
        .collect();
    means.sort_by(f64::total_cmp);
    let at = |place: usize| means.get(place).copied().unwrap_or(0.0);
    (at(RESAMPLES / 40), at(RESAMPLES - RESAMPLES / 40 - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grades(grades: &[(&str, f64)]) -> Grades {
        let own = |(id, grade): &(&str, f64)| ((*id).to_owned(), *grade);
        grades.iter().map(own).collect()
    }

    fn answer(ids: &[&str]) -> Vec<String> {
        ids.iter().map(|id| (*id).to_owned()).collect()
    }

    /// By hand: the answer gains 1 / log2(2) + 2 / log2(4) = 2, the best one 2 / log2(2) + 1 / log2(3) + 1 / log2(4) = 3.130930.
    #[test]
    fn an_answer_is_judged_as_by_hand() {
        let said = grades(&[("storm", 2.0), ("flood", 1.0), ("ferry", 1.0)]);
        let found = ndcg(&answer(&["flood", "fair", "storm"]), &said);
        assert!((found - 0.638_788_5).abs() < 1e-6, "{found}");
    }

    #[test]
    fn the_best_answer_is_worth_one_and_repeats_are_worth_nothing() {
        let said = grades(&[("storm", 2.0), ("flood", 1.0)]);
        let best = ndcg(&answer(&["storm", "flood", "fair"]), &said);
        assert!((best - 1.0).abs() < 1e-12, "{best}");
        let repeated = ndcg(&answer(&["storm", "storm", "storm"]), &said);
        let once = ndcg(&answer(&["storm"]), &said);
        assert!((repeated - once).abs() < 1e-12, "{repeated} {once}");
        assert!(ndcg(&[], &said).abs() < 1e-12);
    }

    #[test]
    fn the_eleventh_place_counts_for_nothing() {
        let said = grades(&[("storm", 1.0)]);
        let mut ids = vec!["fair"; DEPTH];
        ids.push("storm");
        assert!(ndcg(&answer(&ids), &said).abs() < 1e-12);
    }

    #[test]
    fn the_interval_holds_the_mean_and_is_the_same_for_a_seed() {
        let values: Vec<f64> = (0..200).map(|place| f64::from(place % 2)).collect();
        let (low, high) = interval(&values, 7);
        assert!(low < 0.5 && 0.5 < high, "{low} {high}");
        // Of 200 tosses the mean strays by 0.069 in 95 of 100 cases.
        assert!((high - low - 0.139).abs() < 0.02, "{low} {high}");
        assert_eq!((low, high), interval(&values, 7));
    }
}

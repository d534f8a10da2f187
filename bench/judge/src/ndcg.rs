//! Relevance of an answer by human judgements: nDCG@10, with a confidence interval of its mean.
//!
//! The grade of an article is its gain. The gain at rank `r` is divided by `log2(r + 1)`. The sum
//! is divided by that of the best possible answer to the query. Articles without a judgement count
//! as wrong.

use std::collections::{BTreeMap, BTreeSet};

use rand::{Rng, SeedableRng, rngs::StdRng};

/// Number of ranks of an answer that count.
pub const DEPTH: usize = 10;
/// Number of bootstrap samples of the queries for the interval.
const RESAMPLES: usize = 1_000;

/// Grades of the articles for one query, by article.
pub type Grades = BTreeMap<String, f64>;

/// nDCG@10 of an answer, from 0 to 1.
pub fn ndcg(answer: &[String], grades: &Grades) -> f64 {
    let mut seen = BTreeSet::new();
    let found = answer.iter().map(|id| {
        let is_new = seen.insert(id);
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
        .map(|(rank_and_one, grade)| grade / f64::from(rank_and_one).log2())
        .sum()
}

pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// Interval that holds the mean in 95 % of the bootstrap samples of the queries.
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
    let at = |index: usize| means.get(index).copied().unwrap_or(0.0);
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

    /// By hand: the answer gains 1 / log2(2) + 2 / log2(4) = 2, and the best possible answer gains
    /// 2 / log2(2) + 1 / log2(3) + 1 / log2(4) = 3.130930.
    #[test]
    fn ndcg_equals_a_calculation_by_hand() {
        let judged = grades(&[("storm", 2.0), ("flood", 1.0), ("ferry", 1.0)]);
        let found = ndcg(&answer(&["flood", "fair", "storm"]), &judged);
        assert!((found - 0.638_788_5).abs() < 1e-6, "{found}");
    }

    #[test]
    fn the_best_answer_scores_one_and_repeated_articles_score_nothing() {
        let judged = grades(&[("storm", 2.0), ("flood", 1.0)]);
        let best = ndcg(&answer(&["storm", "flood", "fair"]), &judged);
        assert!((best - 1.0).abs() < 1e-12, "{best}");
        let repeated = ndcg(&answer(&["storm", "storm", "storm"]), &judged);
        let once = ndcg(&answer(&["storm"]), &judged);
        assert!((repeated - once).abs() < 1e-12, "{repeated} {once}");
        assert!(ndcg(&[], &judged).abs() < 1e-12);
    }

    #[test]
    fn the_eleventh_rank_does_not_count() {
        let judged = grades(&[("storm", 1.0)]);
        let mut ids = vec!["fair"; DEPTH];
        ids.push("storm");
        assert!(ndcg(&answer(&ids), &judged).abs() < 1e-12);
    }

    #[test]
    fn the_interval_holds_the_mean_and_depends_on_the_seed_only() {
        let values: Vec<f64> = (0..200).map(|index| f64::from(index % 2)).collect();
        let (low, high) = interval(&values, 7);
        assert!(low < 0.5 && 0.5 < high, "{low} {high}");
        // The mean of 200 coin tosses lies within 0.069 of one half in 95 % of cases.
        assert!((high - low - 0.139).abs() < 0.02, "{low} {high}");
        assert_eq!((low, high), interval(&values, 7));
    }
}

//! What a reader gets: what editors pinned, then what the author linked to, then what is kept, of what may stand there.

use std::collections::{BTreeSet, HashMap};

use super::{Entry, LINKED, LINKED_FIRST, Reason, Related, to_a_millionth};
use crate::{
    ids::{ArticleId, SectionId},
    moment::Moment,
};

/// Which of what belongs beside an article is wanted. Everything given must hold, for editors' picks too.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// At most so many.
    pub most: usize,
    /// Published at this moment or later.
    pub published_from: Option<Moment>,
    /// In one of these sections.
    pub sections: Option<BTreeSet<SectionId>>,
    /// None of these.
    pub without: BTreeSet<ArticleId>,
    /// With at least this score.
    pub min_score: f64,
}

impl Wanted {
    /// The best, at most so many.
    pub const fn most(most: usize) -> Self {
        Self {
            most,
            published_from: None,
            sections: None,
            without: BTreeSet::new(),
            min_score: 0.0,
        }
    }

    fn takes(&self, candidate: &Candidate) -> bool {
        let section = |wanted: &BTreeSet<SectionId>| {
            candidate
                .section
                .is_some_and(|section| wanted.contains(&section))
        };
        !self.without.contains(&candidate.article)
            && self
                .published_from
                .is_none_or(|from| candidate.published_at >= from)
            && self.sections.as_ref().is_none_or(section)
    }
}

/// An article before the reader that may stand beside another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// Which.
    pub article: ArticleId,
    /// The date it bears.
    pub published_at: Moment,
    /// Its section.
    pub section: Option<SectionId>,
}

/// What is known of what belongs beside an article, of all that is before the reader.
#[derive(Debug, Clone, PartialEq)]
pub struct Beside {
    /// The date that the article bears.
    pub published_at: Moment,
    /// Those that an editor pinned, in order.
    pub pinned: Vec<Candidate>,
    /// Those that an editor wants never to stand there.
    pub excluded: BTreeSet<ArticleId>,
    /// Those that the author linked to, in order.
    pub linked: Vec<Candidate>,
    /// Those that are kept.
    pub kept: Vec<(Candidate, Entry)>,
}

struct Standing {
    candidate: Candidate,
    pin: Option<usize>,
    link: Option<usize>,
    entry: Option<Entry>,
}

/// What a reader gets, best first: editors' picks in their order, then by score, then the newer, then the greater identity. What is excluded comes nowhere, not even pinned.
pub fn compose(beside: &Beside, wanted: &Wanted) -> Vec<Related> {
    let mut standing: HashMap<ArticleId, Standing> = HashMap::new();
    let mut stand = |candidate: &Candidate, change: &dyn Fn(&mut Standing)| {
        change(standing.entry(candidate.article).or_insert(Standing {
            candidate: *candidate,
            pin: None,
            link: None,
            entry: None,
        }));
    };
    for (place, candidate) in beside.pinned.iter().enumerate() {
        stand(candidate, &|standing| {
            standing.pin = standing.pin.or(Some(place))
        });
    }
    for (place, candidate) in beside.linked.iter().enumerate() {
        stand(candidate, &|standing| {
            standing.link = standing.link.or(Some(place))
        });
    }
    for (candidate, entry) in &beside.kept {
        stand(candidate, &|standing| standing.entry = Some(entry.clone()));
    }
    let mut ranked: Vec<(usize, Moment, Related)> = standing
        .into_values()
        .filter(|standing| !beside.excluded.contains(&standing.candidate.article))
        .filter(|standing| wanted.takes(&standing.candidate))
        .map(|standing| {
            let pin = standing.pin.unwrap_or(usize::MAX);
            let published_at = standing.candidate.published_at;
            (pin, published_at, standing.related(beside.published_at))
        })
        .filter(|(.., related)| related.score >= wanted.min_score)
        .collect();
    ranked.sort_unstable_by(|(left_pin, left_at, left), (right_pin, right_at, right)| {
        left_pin
            .cmp(right_pin)
            .then(right.score.total_cmp(&left.score))
            .then(right_at.cmp(left_at))
            .then(right.article.cmp(&left.article))
    });
    ranked.truncate(wanted.most);
    ranked.into_iter().map(|(.., related)| related).collect()
}

impl Standing {
    fn related(self, beside: Moment) -> Related {
        let mut reasons = self
            .entry
            .map(|entry| entry.reasons(beside))
            .unwrap_or_default();
        if let Some(place) = self.link {
            let place = i32::try_from(place).unwrap_or(i32::MAX);
            reasons.push(Reason::LinkedByAuthor {
                contribution: to_a_millionth(LINKED_FIRST.mul_add(0.8_f64.powi(place), LINKED)),
            });
        }
        if self.pin.is_some() {
            let others: f64 = reasons.iter().map(Reason::contribution).sum();
            reasons.push(Reason::EditorsPick {
                contribution: to_a_millionth(1.0 - others),
            });
        }
        reasons.sort_by(|left, right| right.contribution().total_cmp(&left.contribution()));
        let score = to_a_millionth(reasons.iter().map(Reason::contribution).sum());
        Related {
            article: self.candidate.article,
            score,
            reasons,
        }
    }
}

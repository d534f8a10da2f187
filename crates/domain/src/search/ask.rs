//! What a query asks of an index, and how many candidates are taken from each part of what matches.

use super::{
    Query, Weights,
    needles::{Beginning, Needles},
    parts::Part,
    reading::Reading,
    wanted::{Wanted, all, any},
};

/// How many candidates are ranked at most, and how many of those may come from one way of holding several words together.
const CANDIDATES: u32 = 800;
const CANDIDATES_TOGETHER: u32 = 100;
/// The fewest that are taken of what holds a word.
const CANDIDATES_AT_LEAST: u32 = 50;

/// What a query asks of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Nothing can be found.
    Nothing,
    /// Whatever the filters let through, without what is barred.
    Everything {
        /// What must not be there.
        barred: Option<Wanted>,
    },
    /// What holds this.
    Holding {
        /// What every article must hold that is found.
        wanted: Wanted,
        /// Whether so many articles hold it that the newest are found soonest by looking at one after the other.
        is_common: bool,
        /// The same in parts, in the order in which candidates for the ranking are taken from them.
        tiers: Vec<Tier>,
    },
}

/// A part of what matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tier {
    /// What its articles hold.
    pub wanted: Wanted,
    /// How many candidates are taken, the newest.
    pub most: u32,
    /// Whether so many articles hold it that the newest are found soonest by looking at one after the other.
    pub is_common: bool,
}

impl Ask {
    /// What a query asks, in its readings.
    pub fn of(query: &Query, readings: &[Reading], weights: &Weights) -> Self {
        if query.is_empty() {
            return Self::Nothing;
        }
        let parts: Vec<(Vec<Part>, Part)> = readings
            .iter()
            .filter_map(|reading| reading.parts(weights))
            .collect();
        if parts.is_empty() && !(query.words.is_empty() && query.phrases.is_empty()) {
            return Self::Nothing;
        }
        let Some(wanted) = any(parts.iter().map(|(_, whole)| whole.wanted.clone())) else {
            let barred = readings.iter().filter_map(|reading| {
                let barred = any(reading.needles.barred.iter().cloned().map(Wanted::phrase))?;
                Some(reading.in_its_languages(barred))
            });
            return Self::Everything {
                barred: any(barred),
            };
        };
        let most = parts
            .iter()
            .map(|(tiers, _)| tiers.len())
            .max()
            .unwrap_or(0);
        let tier = |place: usize| {
            let tiers: Vec<&Part> = parts
                .iter()
                .filter_map(|(tiers, _)| tiers.get(place))
                .collect();
            let held_by: Option<u64> = tiers.iter().map(|tier| tier.held_by).sum();
            let is_together = tiers.iter().all(|tier| tier.is_together);
            let wanted = any(tiers.into_iter().map(|tier| tier.wanted.clone()))?;
            Some(Part {
                wanted,
                held_by,
                is_together,
            })
        };
        let held_by = parts.iter().map(|(_, whole)| whole.held_by).sum();
        Self::Holding {
            wanted,
            is_common: weights.is_large(held_by),
            tiers: shared_out((0..most).filter_map(tier).collect(), weights),
        }
    }

    /// What the headline must hold to be suggested, all words and phrases, and what it must not.
    pub fn of_a_headline(readings: &[Reading]) -> Option<Wanted> {
        any(readings.iter().filter_map(|reading| {
            let Needles {
                words,
                beginning,
                phrases,
                barred,
            } = &reading.needles;
            let words = words.iter().cloned().map(Wanted::Term);
            let phrases = phrases.iter().cloned().map(Wanted::phrase);
            let every = words
                .chain(phrases)
                .chain(beginning.as_ref().map(Beginning::wanted));
            let barred = any(barred.iter().cloned().map(Wanted::phrase));
            Some(all(every)?.without(barred))
        }))
    }
}

/// Shares the candidates out: what few articles hold leaves its room to what follows.
fn shared_out(parts: Vec<Part>, weights: &Weights) -> Vec<Tier> {
    let alone = parts.iter().filter(|part| !part.is_together).count();
    let mut left = u32::try_from(alone).unwrap_or(u32::MAX);
    let mut room = CANDIDATES;
    let share = |part: Part| {
        let is_common = weights.is_large(part.held_by);
        if part.is_together {
            return Tier {
                wanted: part.wanted,
                most: CANDIDATES_TOGETHER,
                is_common,
            };
        }
        let even = (room / left.max(1)).max(CANDIDATES_AT_LEAST);
        // Articles that came since the words were counted have room too.
        let held_by = |held_by: u64| u32::try_from(held_by + held_by / 8 + 20).ok();
        let most = even.min(part.held_by.and_then(held_by).unwrap_or(u32::MAX));
        room = room.saturating_sub(most);
        left = left.saturating_sub(1);
        Tier {
            wanted: part.wanted,
            most,
            is_common,
        }
    };
    parts.into_iter().map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::{Ask, Wanted};
    use crate::{
        language::Language,
        search::{Weights, parse, parts::ALONE, reading::readings},
        words::TermKey,
    };

    fn ask(typed: &str, languages: &[&str], weights: &Weights) -> Ask {
        let query = parse(typed).unwrap();
        let languages: Vec<Language> = languages
            .iter()
            .map(|tag| Language::parse(tag).unwrap())
            .collect();
        Ask::of(&query, &readings(&query, &languages), weights)
    }

    fn term(term: &str) -> Wanted {
        Wanted::Term(term.to_owned())
    }

    #[test]
    fn common_words_find_nothing_by_themselves_unless_all_are() {
        let weights = Weights {
            articles: 10_000,
            held_by: [
                (TermKey::word("the"), 9_000),
                (TermKey::word("of"), 8_000),
                (TermKey::word("ferri"), 50),
            ]
            .into(),
        };
        let Ask::Holding { wanted, tiers, .. } = ask("the ferry", &["en"], &weights) else {
            panic!()
        };
        assert_eq!((wanted, tiers.len()), (term("ferri"), 1));
        let Ask::Holding { wanted, .. } = ask("of the", &["en"], &weights) else {
            panic!()
        };
        assert_eq!(wanted, Wanted::Any(vec![term("of"), term("the")]));
    }

    #[test]
    fn candidates_hold_all_words_first_then_the_rarest() {
        let weights = Weights {
            articles: 1_000,
            held_by: [(TermKey::word("night"), 90), (TermKey::word("ferri"), 5)].into(),
        };
        let Ask::Holding { tiers, .. } = ask("night ferry", &["en"], &weights) else {
            panic!()
        };
        let both = Wanted::All(vec![term("ferri"), term("night")]);
        let rest = term("night").without(Some(term("ferri")));
        let taken: Vec<_> = tiers
            .into_iter()
            .map(|tier| (tier.wanted, tier.most, tier.is_common))
            .collect();
        assert_eq!(
            taken,
            [
                (both, 100, false),
                (term("ferri"), 25, false),
                (rest, 121, true)
            ]
        );
    }

    #[test]
    fn what_holds_a_phrase_alone_is_a_candidate_however_many_words_stand_beside_it() {
        let words: Vec<String> = (10..30).map(|number| format!("word{number}")).collect();
        let typed = format!("\"night ferry\" {}", words.join(" "));
        let Ask::Holding { wanted, tiers, .. } = ask(&typed, &["en"], &Weights::default()) else {
            panic!()
        };
        let Some(Wanted::AllBut(rest, rarest)) = tiers.last().map(|tier| tier.wanted.clone())
        else {
            panic!()
        };
        assert_eq!(*rest, wanted);
        assert!(matches!(*rarest, Wanted::Any(rarest) if rarest.len() == ALONE));
    }

    #[test]
    fn each_language_is_asked_in_its_own_terms() {
        let Ask::Holding { wanted, .. } =
            ask("voting", &["en", "en-GB", "tlh"], &Weights::default())
        else {
            panic!()
        };
        let of = |language: &str, word: &str| Wanted::All(vec![term(language), term(word)]);
        assert_eq!(
            wanted,
            Wanted::Any(vec![of("_en", "vote"), of("_tlh", "voting")])
        );
        let Ask::Holding { wanted, .. } = ask("ferr", &["en", "tlh"], &Weights::default()) else {
            panic!()
        };
        assert_eq!(wanted, term("ferr"));
    }

    #[test]
    fn nothing_is_found_by_nothing_and_everything_by_what_it_must_not_be() {
        assert_eq!(ask(":)", &["en"], &Weights::default()), Ask::Nothing);
        assert_eq!(
            ask("tag:ferry", &["en"], &Weights::default()),
            Ask::Everything { barred: None }
        );
        assert_eq!(
            ask("-ferry", &["en"], &Weights::default()),
            Ask::Everything {
                barred: Some(term("ferri"))
            }
        );
        assert_eq!(ask("ferry", &[], &Weights::default()), Ask::Nothing);
    }
}

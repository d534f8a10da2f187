//! A query as what showings must hold: the tree that the engines' own words are made from.

use super::{Needles, Paper, Query, Weights, needles::Beginning};
use crate::{language::Language, words::Words};

/// What a showing must hold.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Wanted {
    /// A term.
    Term(String),
    /// A term that begins so.
    Prefix(String),
    /// Terms one after the other, in one field.
    Phrase(Vec<String>),
    /// All of these. Never empty.
    All(Vec<Self>),
    /// One of these. Never empty.
    Any(Vec<Self>),
    /// The first without the second.
    AllBut(Box<Self>, Box<Self>),
}

/// A query in one language, or in several in which it reads alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The languages, by the terms that stand for them; none where the query reads alike in all.
    pub languages: Vec<String>,
    /// Its terms.
    pub needles: Needles,
}

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

/// Of how many of the rarest words it is asked whether they stand together.
const TOGETHER: usize = 5;
/// Of how many of the rarest words each is asked for alone.
const ALONE: usize = 12;
/// How many candidates are ranked at most, and how many of those may come from one way of holding several words together.
const CANDIDATES: u32 = 800;
const CANDIDATES_TOGETHER: u32 = 100;
/// The fewest that are taken of what holds a word.
const CANDIDATES_AT_LEAST: u32 = 50;

/// The readings of a query in the languages that an index holds.
pub fn readings(query: &Query, languages: &[Language]) -> Vec<Reading> {
    let mut readings: Vec<Reading> = Vec::new();
    for language in languages {
        let needles = Needles::of(query, Words::of(language));
        let term = Paper::language(language);
        match readings
            .iter_mut()
            .find(|reading| reading.needles == needles)
        {
            Some(alike) if alike.languages.contains(&term) => {}
            Some(alike) => alike.languages.push(term),
            None => readings.push(Reading {
                languages: vec![term],
                needles,
            }),
        }
    }
    if let [only] = readings.as_mut_slice() {
        only.languages.clear();
    }
    readings
}

impl Reading {
    /// Whether an article of a language is read so.
    pub fn is_of(&self, language: &Language) -> bool {
        self.languages.is_empty() || self.languages.contains(&Paper::language(language))
    }

    fn in_its_languages(&self, wanted: Wanted) -> Wanted {
        match any(self.languages.iter().cloned().map(Wanted::Term)) {
            Some(languages) => Wanted::All(vec![languages, wanted]),
            None => wanted,
        }
    }

    /// In parts, then as a whole; `None` where it asks for nothing.
    fn parts(&self, weights: &Weights) -> Option<(Vec<Part>, Part)> {
        let Needles {
            words,
            beginning,
            phrases,
            barred,
        } = &self.needles;
        let mut telling: Vec<&String> = words
            .iter()
            .filter(|word| !weights.is_common(word))
            .collect();
        if telling.is_empty() && beginning.is_none() {
            telling = words.iter().collect();
        }
        telling.sort_by(|a, b| weights.rarity_of(b).total_cmp(&weights.rarity_of(a)));
        let words: Vec<Wanted> = telling
            .into_iter()
            .cloned()
            .map(Wanted::Term)
            .chain(beginning.as_ref().map(Beginning::wanted))
            .collect();
        let phrases: Vec<Wanted> = phrases.iter().cloned().map(Wanted::phrase).collect();
        let barred = any(barred.iter().cloned().map(Wanted::phrase));
        let hard = |wanted: Option<Wanted>| {
            let wanted = all(phrases.iter().cloned().chain(wanted))?;
            let wanted = self.in_its_languages(wanted);
            Some(match barred.clone() {
                Some(barred) => Wanted::AllBut(Box::new(wanted), Box::new(barred)),
                None => wanted,
            })
        };
        let whole = if phrases.is_empty() {
            hard(any(words.iter().cloned()))
        } else {
            hard(None)
        }?;
        let mut tiers: Vec<Part> = Vec::new();
        let together = (2..=words.len().saturating_sub(1).min(TOGETHER)).rev();
        let sizes = std::iter::once(words.len()).chain(together);
        for size in sizes.filter(|size| *size > 1) {
            let together = words.get(..size).unwrap_or_default();
            let wanted = hard(all(together.iter().cloned()));
            let held_by = weights.held_by_all(together);
            tiers.extend(wanted.map(|wanted| Part::together(wanted, held_by)));
        }
        // What holds the rarest word, then what holds the next and none rarer: each article once.
        for (place, word) in words.iter().enumerate().take(ALONE) {
            let rarer = any(words.iter().take(place).cloned());
            let wanted = hard(Some(word.clone().without(rarer)));
            let held_by = weights.held_by_word(word);
            tiers.extend(wanted.map(|wanted| Part::of(wanted, held_by)));
        }
        let rest = any(words.iter().skip(ALONE).cloned());
        let rarer = any(words.iter().take(ALONE).cloned());
        let rest = match rest {
            Some(rest) => hard(Some(rest.without(rarer))),
            // Phrases alone are enough, and an article need hold no word beside them.
            None if !phrases.is_empty() => Some(whole.clone().without(any(words.iter().cloned()))),
            None => None,
        };
        tiers.extend(rest.map(|wanted| Part::of(wanted, None)));
        let held_by = words.iter().map(|word| weights.held_by_word(word));
        let held_by = held_by.sum::<Option<u64>>().filter(|_| phrases.is_empty());
        Some((tiers, Part::of(whole, held_by)))
    }
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

    /// What the headline must hold to be suggested: all words and phrases.
    pub fn of_a_headline(readings: &[Reading]) -> Option<Wanted> {
        any(readings.iter().filter_map(|reading| {
            let Needles {
                words,
                beginning,
                phrases,
                ..
            } = &reading.needles;
            let words = words.iter().cloned().map(Wanted::Term);
            let phrases = phrases.iter().cloned().map(Wanted::phrase);
            let every = words
                .chain(phrases)
                .chain(beginning.as_ref().map(Beginning::wanted));
            all(every)
        }))
    }
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

/// A part of what matches, and about how many articles hold it, if that is known.
struct Part {
    wanted: Wanted,
    held_by: Option<u64>,
    /// Whether it asks for several words at once, so that others find the same articles.
    is_together: bool,
}

impl Part {
    const fn together(wanted: Wanted, held_by: Option<u64>) -> Self {
        Self {
            wanted,
            held_by,
            is_together: true,
        }
    }

    const fn of(wanted: Wanted, held_by: Option<u64>) -> Self {
        Self {
            wanted,
            held_by,
            is_together: false,
        }
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

impl Beginning {
    fn wanted(&self) -> Wanted {
        let terms = self
            .terms
            .iter()
            .filter(|term| !term.starts_with(&self.prefix))
            .cloned();
        let mut wanted = vec![Wanted::Prefix(self.prefix.clone())];
        wanted.extend(terms.map(Wanted::Term));
        any(wanted).unwrap_or_else(|| Wanted::Prefix(self.prefix.clone()))
    }
}

impl Wanted {
    fn without(self, barred: Option<Self>) -> Self {
        match barred {
            Some(barred) => Self::AllBut(Box::new(self), Box::new(barred)),
            None => self,
        }
    }

    fn phrase(mut terms: Vec<String>) -> Self {
        match (terms.len(), terms.pop()) {
            (1, Some(only)) => Self::Term(only),
            (_, last) => {
                terms.extend(last);
                Self::Phrase(terms)
            }
        }
    }
}

fn all(wanted: impl IntoIterator<Item = Wanted>) -> Option<Wanted> {
    several(wanted, Wanted::All)
}

fn any(wanted: impl IntoIterator<Item = Wanted>) -> Option<Wanted> {
    several(wanted, Wanted::Any)
}

fn several(
    wanted: impl IntoIterator<Item = Wanted>,
    together: fn(Vec<Wanted>) -> Wanted,
) -> Option<Wanted> {
    let mut each: Vec<Wanted> = Vec::new();
    for wanted in wanted {
        if !each.contains(&wanted) {
            each.push(wanted);
        }
    }
    if each.len() > 1 {
        Some(together(each))
    } else {
        each.pop()
    }
}

#[cfg(test)]
mod tests {
    use super::{Ask, Wanted, readings};
    use crate::{
        language::Language,
        search::{Weights, parse},
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

//! What the editors were told: of each article the last act that was acknowledged, and whether one was under way when the server died.

/// An article as its editor knows it.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    /// Its slug, which no other article has.
    pub(super) slug: String,
    /// What the last acknowledged act answered; `None` while not even the filing was.
    pub(super) last: Option<Acknowledged>,
    /// Whether an act was sent whose answer never came: it was done whole or not at all.
    pub(super) is_cut_off: bool,
    /// How many acts were acknowledged.
    pub(super) acts: u64,
}

/// What an act answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Acknowledged {
    pub(super) version: i64,
    pub(super) status: String,
    pub(super) headline: String,
}

/// All articles of all rounds.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    pub(super) articles: Vec<Known>,
}

/// What the ledger comes to.
pub(super) struct Counts {
    pub(super) articles: usize,
    pub(super) acknowledged: u64,
    pub(super) cut_off: usize,
}

impl Ledger {
    pub(super) fn add(&mut self, articles: Vec<Known>) {
        self.articles.extend(articles);
    }

    pub(super) fn counts(&self) -> Counts {
        let articles = self.articles.iter();
        Counts {
            articles: self.articles.len(),
            acknowledged: articles.clone().map(|known| known.acts).sum(),
            cut_off: articles.filter(|known| known.is_cut_off).count(),
        }
    }
}

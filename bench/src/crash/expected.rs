//! The state that the editors expect: the last acknowledged act on each article, and acts without a
//! response.

/// An article as its editor knows it.
#[derive(Debug, Clone, Default)]
pub(super) struct ExpectedArticle {
    /// Slug, unique among all articles of the run.
    pub(super) slug: String,
    /// State after the last acknowledged act; `None` if the creation was not acknowledged.
    pub(super) last: Option<AcknowledgedState>,
    /// True if an act was sent and got no response. It was carried out completely or not at all.
    pub(super) is_cut_off: bool,
    /// Number of acknowledged acts.
    pub(super) acts: u64,
}

/// State of an article in the response to an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AcknowledgedState {
    pub(super) version: i64,
    pub(super) status: String,
    pub(super) headline: String,
}

/// Expected articles of all rounds.
#[derive(Debug, Default)]
pub(super) struct ExpectedState {
    pub(super) articles: Vec<ExpectedArticle>,
}

/// Totals of all rounds.
pub(super) struct Totals {
    pub(super) articles: usize,
    pub(super) acknowledged: u64,
    pub(super) cut_off: usize,
}

impl ExpectedState {
    pub(super) fn add(&mut self, articles: Vec<ExpectedArticle>) {
        self.articles.extend(articles);
    }

    pub(super) fn totals(&self) -> Totals {
        let articles = self.articles.iter();
        Totals {
            articles: self.articles.len(),
            acknowledged: articles.clone().map(|article| article.acts).sum(),
            cut_off: articles.filter(|article| article.is_cut_off).count(),
        }
    }
}

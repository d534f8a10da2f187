//! Pages without repeats: lists with `dedupe: PAGE` take turns, in the order in which the document has them, and each leaves out what those before it showed.
//!
//! All lists are read at once, as if none knew of the others, so that a document costs no more statements for it; each reads as many articles more as the
//! others may show. Then it waits for its turn, and the turn is taken in memory. A turn belongs to a field of the document and not to one list: when the
//! field stands under many parents, its lists take it together, in the order of the parents. Were every list to wait for all that stands inside the one
//! before it, a page of twenty with lists under lists would be read one statement after another.
//!
//! Nobody counts how many lists there will be, since a parent may be null, or fail. The turn goes to the first field that waits once nothing else in the
//! request can go on ([`conduct`]): what has not come to wait by then stands under a list that waits, and so after it.

mod scheduler;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_graphql::{Context, Enum, QueryPathSegment};
use futures::channel::oneshot;
use standfirst_domain::{
    ids::ArticleId,
    page::{End, Page, Position, Slice},
};

pub use conduct::conduct;

/// The most articles that a list reads beyond what it shows.
pub const MOST_MORE: u64 = 50;

/// Scope within which a list leaves out articles that other lists show.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum Dedupe {
    /// The whole document: the list leaves out every article shown by an earlier list with `dedupe:
    /// PAGE`. Lists are ordered as their fields stand in the document, with fragments expanded: a
    /// field precedes its subfields, and these precede the next field. If a field has several
    /// parents, the list of an earlier parent comes first. Lists without `dedupe` and articles
    /// outside lists are not considered.
    ///
    /// The list reads up to 50 additional articles, as many as the other lists may show, to replace
    /// those it leaves out. If more were shown before, the list may be shorter than requested while
    /// `hasNextPage` is true; it continues at `endCursor`. `totalCount` counts the whole list.
    /// Requests are independent: the next page of a list may repeat articles that other lists
    /// showed in this response.
    Page,
}

/// The fields whose lists take turns, by their path of response keys.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Order(pub HashMap<String, Planned>);

/// The turn of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Planned {
    /// Which.
    pub number: u32,
    /// How many articles each of its lists reads beyond what it shows.
    pub more: u32,
}

/// Where a list stands among those that take turns: its field, then its parents.
type Place = (u32, Vec<usize>);

/// The turns of one request.
pub struct Turns {
    order: Order,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    shown: HashSet<ArticleId>,
    waiting: BTreeMap<Place, Waiting>,
    /// How many reads somebody waits for.
    reads: usize,
}

struct Waiting {
    /// What could be shown, the first to be looked at first.
    found: Vec<ArticleId>,
    most: usize,
    /// Where is told which of them are shown.
    answer: oneshot::Sender<Vec<usize>>,
}

tokio::task_local! {
    static TURNS: Arc<Turns>;
}

/// That somebody waits for a read. While anybody does, no turn is given.
pub struct Reads(Option<Arc<Turns>>);

/// Says so until it is dropped.
pub fn reading() -> Reads {
    let turns = TURNS.try_with(Arc::clone).ok();
    if let Some(turns) = &turns {
        turns.state().reads += 1;
    }
    Reads(turns)
}

impl Drop for Reads {
    fn drop(&mut self) {
        if let Some(turns) = &self.0 {
            let mut state = turns.state();
            state.reads = state.reads.saturating_sub(1);
        }
    }
}

impl Turns {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives the first field that waits its turn, unless there is a read to wait for. Answers whether somebody was given one.
    fn give(&self) -> bool {
        let mut state = self.state();
        if state.reads > 0 {
            return false;
        }
        let Some((field, _)) = state.waiting.keys().next().cloned() else {
            return false;
        };
        let later = state
            .waiting
            .split_off(&(field.saturating_add(1), Vec::new()));
        let lists = std::mem::replace(&mut state.waiting, later);
        for list in lists.into_values() {
            // Whoever has gone shows nothing.
            if list.answer.is_canceled() {
                continue;
            }
            let mut shown = Vec::new();
            for (index, article) in list.found.iter().enumerate() {
                if shown.len() == list.most {
                    break;
                }
                if state.shown.insert(*article) {
                    shown.push(index);
                }
            }
            let _ = list.answer.send(shown);
        }
        true
    }
}

/// The turn of a list.
pub struct ListDedupe {
    turns: Arc<Turns>,
    place: Place,
    more: u32,
}

impl ListDedupe {
    /// The turn of the list that is being resolved, where it takes one.
    pub fn of(ctx: &Context<'_>, dedupe: Option<Dedupe>) -> Option<Self> {
        dedupe?;
        let turns = TURNS.try_with(Arc::clone).ok()?;
        let (mut names, mut parents) = (Vec::new(), Vec::new());
        let mut node = ctx.path_node.as_ref();
        while let Some(here) = node {
            match here.segment {
                QueryPathSegment::Name(name) => names.push(name),
                QueryPathSegment::Index(index) => parents.push(index),
            }
            node = here.parent;
        }
        names.reverse();
        parents.reverse();
        let planned = *turns.order.0.get(&names.join("."))?;
        Some(Self {
            page_dedupe,
            place: (planned.number, parents),
            more: planned.more,
        })
    }

    /// How many articles the list reads beyond what it shows.
    pub const fn more(&self) -> u32 {
        self.more
    }

    /// Waits for the turn and answers which of the articles are shown, at most so many. The first is looked at first.
    pub async fn take(self, found: Vec<ArticleId>, most: usize) -> Vec<usize> {
        let (answer, told) = oneshot::channel();
        let waiting = Waiting {
            found,
            most,
            answer,
        };
        self.turns.state().waiting.insert(self.place, waiting);
        told.await.unwrap_or_default()
    }

    /// A page of a list of which so many articles more were read: what of them is shown, and how far it was looked.
    pub async fn cut<T>(self, read: Slice<T>, page: &Page, id: impl Fn(&T) -> ArticleId) -> Cut<T> {
        let is_last = page.end == End::Last;
        let Slice {
            mut items,
            mut has_previous,
            mut has_next,
        } = read;
        if is_last {
            items.reverse();
        }
        let size = usize::try_from(page.size).unwrap_or(usize::MAX);
        let found = items.iter().map(|placed| id(&placed.item)).collect();
        let shown = self.take(found, size).await;
        let is_full = shown.len() == size;
        let looked_at = match shown.last() {
            Some(last) if is_full => last.saturating_add(1),
            _ => items.len(),
        };
        let goes_on = looked_at < items.len();
        let reached = items.get(looked_at.saturating_sub(1));
        let reached = reached.map(|placed| placed.position.clone());
        let shown: HashSet<usize> = shown.into_iter().collect();
        let mut index = 0..;
        items.retain(|_| index.next().is_some_and(|index| shown.contains(&index)));
        if is_last {
            items.reverse();
            has_previous |= goes_on;
        } else {
            has_next |= goes_on;
        }
        Cut {
            part: Slice {
                items,
                has_previous,
                has_next,
            },
            reached,
        }
    }
}

/// What is shown of a list.
pub struct Cut<T> {
    /// The articles.
    pub part: Slice<T>,
    /// The last place that was looked at, shown or not.
    pub reached: Option<Position>,
}

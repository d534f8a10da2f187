//! Numbered slugs: `ferry-late-2` where `ferry-late` is taken.

use std::collections::{HashMap, HashSet};

use standfirst_domain::slug::Slug;

/// Assigns slugs from what is known of the taken ones.
#[derive(Default)]
pub(crate) struct SlugNumbering {
    taken: HashSet<String>,
    /// Highest number of each slug that the caller was asked to look up.
    known_to: HashMap<Slug, u32>,
}

impl SlugNumbering {
    /// Starts with the taken slugs among those that are wanted without a number.
    pub(crate) fn new(taken: HashSet<String>) -> Self {
        Self {
            taken,
            known_to: HashMap::new(),
        }
    }

    /// Adds slugs that are taken.
    pub(crate) fn add_taken(&mut self, taken: HashSet<String>) {
        self.taken.extend(taken);
    }

    /// Assigns the wanted slug, or the first free one with a number appended.
    ///
    /// # Errors
    /// Slugs of which it is not known yet whether they are taken. The caller looks them up, calls
    /// [`SlugNumbering::add_taken`] and tries again.
    pub(crate) fn assign(&mut self, wanted: &Slug) -> Result<Slug, Vec<Slug>> {
        let mut free = wanted.clone();
        let mut number: u32 = 1;
        while self.taken.contains(free.as_str()) {
            number = number.saturating_add(1);
            free = wanted.numbered(number);
            let known_to = self.known_to.entry(wanted.clone()).or_insert(1);
            if number > *known_to {
                // Four times as many with each lookup, so that the thousandth article of one name
                // costs a few lookups and not a thousand.
                let more = number..=number.saturating_mul(4);
                *known_to = *more.end();
                return Err(more.map(|number| wanted.numbered(number)).collect());
            }
        }
        self.taken.insert(free.as_str().to_owned());
        Ok(free)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use standfirst_domain::slug::Slug;

    use super::SlugNumbering;

    #[test]
    fn the_thousandth_slug_of_one_name_costs_a_few_lookups() {
        let wanted = Slug::from_any_text("Ferry late");
        let text = |slug: &Slug| slug.as_str().to_owned();
        let numbered = (2..1_000).map(|number| text(&wanted.numbered(number)));
        let taken: HashSet<String> = numbered.chain([text(&wanted)]).collect();
        let mut numbering = SlugNumbering::new(HashSet::from([text(&wanted)]));
        let (mut lookups, mut assigned) = (0, Vec::new());
        while assigned.len() < 2 {
            match numbering.assign(&wanted) {
                Ok(free) => assigned.push(text(&free)),
                Err(unknown) => {
                    lookups += 1;
                    let unknown = unknown.iter().map(text);
                    numbering.add_taken(unknown.filter(|slug| taken.contains(slug)).collect());
                }
            }
        }
        assert_eq!(assigned, ["ferry-late-1000", "ferry-late-1001"]);
        assert!(lookups <= 6, "{lookups}");
    }
}

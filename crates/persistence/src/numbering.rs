//! Numbers behind slugs: how the second of one name is told from the first, for whatever has a slug.

use std::collections::{HashMap, HashSet};

use standfirst_domain::slug::Slug;

/// What is known of which slugs are taken, while slugs are given out.
#[derive(Default)]
pub(crate) struct Numbering {
    taken: HashSet<String>,
    /// Up to which number a slug was asked for.
    asked: HashMap<Slug, u32>,
}

impl Numbering {
    /// With what is known to be taken already of the slugs that are wanted without a number.
    pub(crate) fn knowing(taken: HashSet<String>) -> Self {
        Self {
            taken,
            asked: HashMap::new(),
        }
    }

    /// Learns that these are taken.
    pub(crate) fn learn(&mut self, taken: HashSet<String>) {
        self.taken.extend(taken);
    }

    /// The slug that is wanted, or the first with a number behind it that is free; it is taken from then on.
    ///
    /// # Errors
    /// It is not known yet which of these slugs are taken: learn it, and ask again.
    pub(crate) fn give_out(&mut self, wanted: &Slug) -> Result<Slug, Vec<Slug>> {
        let mut free = wanted.clone();
        let mut number: u32 = 1;
        while self.taken.contains(free.as_str()) {
            number = number.saturating_add(1);
            free = wanted.numbered(number);
            let asked_to = self.asked.entry(wanted.clone()).or_insert(1);
            if number > *asked_to {
                // Ever more at once, so that the thousandth of one name costs a few questions and not a thousand.
                let more = number..=number.saturating_mul(4);
                *asked_to = *more.end();
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

    use super::Numbering;

    #[test]
    fn the_thousandth_of_one_name_costs_a_few_questions() {
        let wanted = Slug::from_any_text("Ferry late");
        let text = |slug: &Slug| slug.as_str().to_owned();
        let numbered = (2..1_000).map(|number| text(&wanted.numbered(number)));
        let taken: HashSet<String> = numbered.chain([text(&wanted)]).collect();
        let mut numbering = Numbering::knowing(HashSet::from([text(&wanted)]));
        let (mut questions, mut given) = (0, Vec::new());
        while given.len() < 2 {
            match numbering.give_out(&wanted) {
                Ok(free) => given.push(text(&free)),
                Err(asked) => {
                    questions += 1;
                    let asked = asked.iter().map(text);
                    numbering.learn(asked.filter(|slug| taken.contains(slug)).collect());
                }
            }
        }
        assert_eq!(given, ["ferry-late-1000", "ferry-late-1001"]);
        assert!(questions <= 6, "{questions}");
    }
}

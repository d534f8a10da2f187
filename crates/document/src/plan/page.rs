//! The part of a list that is asked for: how long, and from where.

use apollo_compiler::{Node, ast::Value, executable::Field};
use async_graphql::{Name, Value as Given, Variables};
use standfirst_domain::{error::ErrorCode, page::Page};

use crate::{
    coercion::literals::NeverNull,
    engine,
    schema::{Cursors, DocumentSchema, ValueError},
};

/// What is wrong where a variable that must not be null is.
pub fn null(never: &NeverNull, variables: &Variables) -> Option<ValueError> {
    let is_null = variables.get(never.variable.as_str()) == Some(&Given::Null);
    let message = || {
        format!(
            "Variable `${}` is null, and `{}` takes no null.",
            never.variable, never.path
        )
    };
    is_null.then(|| ValueError::bad_input(message()))
}

/// An argument: a value that is written in the document, or a variable.
#[derive(Debug, Clone)]
enum Argument {
    Written(Given),
    Variable(Name),
}

impl Argument {
    fn of(field: &Field, name: &str) -> Option<Self> {
        let given = field
            .arguments
            .iter()
            .find(|argument| argument.name == name);
        let given: Option<&Node<Value>> = given.map(|argument| &argument.value);
        let default = || {
            field
                .definition
                .argument_by_name(name)?
                .default_value
                .as_ref()
        };
        Some(match &**given.or_else(default)? {
            Value::Variable(variable) => Self::Variable(engine::name(variable)),
            _ => Self::Written(engine::constant(given.or_else(default)?)?),
        })
    }

    fn value<'a>(this: Option<&'a Self>, variables: &'a Variables) -> Option<&'a Given> {
        let value = match this? {
            Self::Written(value) => value,
            Self::Variable(name) => variables.get(name)?,
        };
        (*value != Given::Null).then_some(value)
    }

    const fn hangs(this: Option<&Self>) -> bool {
        matches!(this, Some(Self::Variable(_)))
    }
}

/// The arguments by which a part of a list is asked for.
#[derive(Debug, Clone)]
pub struct Paging {
    cursors: Option<Cursors>,
    default_size: u32,
    order: Option<Argument>,
    window: Option<Argument>,
    first: Option<Argument>,
    last: Option<Argument>,
    after: Option<Argument>,
    before: Option<Argument>,
    dedupe: Option<Argument>,
}

impl Paging {
    /// The paging of a field; `None` where it has none.
    pub fn of(schema: &DocumentSchema, parent: &str, field: &Field) -> Option<Self> {
        field.definition.argument_by_name("first")?;
        let cursors = schema.cursors(parent, field.definition.ty.inner_named_type());
        let is_ordered = matches!(cursors, Some(Cursors::ByOrder(_)));
        let of_order = |name| Argument::of(field, name).filter(|_| is_ordered);
        Some(Self {
            cursors,
            default_size: schema.rules.default_page_size,
            order: of_order("orderBy"),
            window: of_order("window"),
            first: Argument::of(field, "first"),
            last: Argument::of(field, "last"),
            after: Argument::of(field, "after"),
            before: Argument::of(field, "before"),
            dedupe: Argument::of(field, "dedupe"),
        })
    }

    /// Whether anything of it is a variable.
    pub fn hangs_on_variables(&self) -> bool {
        [
            self.first.as_ref(),
            self.last.as_ref(),
            self.after.as_ref(),
            self.before.as_ref(),
            self.order.as_ref(),
            self.window.as_ref(),
            self.dedupe.as_ref(),
        ]
        .into_iter()
        .any(Argument::hangs)
    }

    /// How many items are asked for at most.
    pub fn size(&self, variables: &Variables) -> u64 {
        let number =
            |argument: &Option<Argument>| match Argument::value(argument.as_ref(), variables) {
                Some(Given::Number(number)) => number.as_u64(),
                _ => None,
            };
        number(&self.first)
            .or_else(|| number(&self.last))
            .unwrap_or_else(|| u64::from(self.default_size))
    }

    /// Everything that is wrong with it.
    pub fn wrong(&self, schema: &DocumentSchema, variables: &Variables) -> Vec<ValueError> {
        let value =
            |argument: &'_ Option<Argument>| Argument::value(argument.as_ref(), variables).cloned();
        let (first, last) = (value(&self.first), value(&self.last));
        let both = first.is_some() && last.is_some();
        let both = both.then(|| ValueError::bad_input("Give `first` or `last`, not both."));
        let sizes = [("first", first), ("last", last)]
            .into_iter()
            .filter_map(|(name, size)| wrong_size(name, &size?));
        let cursors = [
            ("after", value(&self.after)),
            ("before", value(&self.before)),
        ]
        .into_iter()
        .filter_map(|(name, cursor)| self.wrong_cursor(schema, name, &cursor?, variables));
        let idle = self.has_idle_window(variables);
        let idle = idle.then(|| ValueError::bad_input(schema.rules.unused_window));
        both.into_iter()
            .chain(sizes)
            .chain(cursors)
            .chain(idle)
            .collect()
    }

    /// Whether it may leave out what other lists show.
    pub const fn may_be_deduped(&self) -> bool {
        self.dedupe.is_some()
    }

    /// Whether it leaves out what other lists show.
    pub fn is_deduped(&self, variables: &Variables) -> bool {
        enumerated(&self.dedupe, variables) == Some("PAGE")
    }

    /// Whether reads are counted for it.
    pub fn counts_reads(&self, variables: &Variables) -> bool {
        enumerated(&self.order, variables) == Some("MOST_READ")
    }

    fn has_idle_window(&self, variables: &Variables) -> bool {
        enumerated(&self.window, variables).is_some() && !self.counts_reads(variables)
    }

    fn wrong_cursor(
        &self,
        schema: &DocumentSchema,
        name: &str,
        given: &Given,
        variables: &Variables,
    ) -> Option<ValueError> {
        let Given::String(text) = given else {
            return None;
        };
        // What is no cursor at all is told where values are looked at.
        if !matches!(schema.rules.scalars.check("Cursor", given), Some(Ok(()))) {
            return None;
        }
        let is_its_own = match self.cursors? {
            Cursors::OfOneKind(is_of_kind) => is_of_kind(text),
            Cursors::ByOrder(is_of_order) => {
                let order = enumerated(&self.order, variables);
                is_of_order(text, order, enumerated(&self.window, variables))
            }
        };
        let message = || format!("`{name}` is not a cursor of this list in this order.");
        (!is_its_own).then(|| ValueError {
            code: ErrorCode::InvalidCursor,
            message: message(),
        })
    }
}

/// The value of an enum. A variable brings it as a text.
fn enumerated<'a>(argument: &'a Option<Argument>, variables: &'a Variables) -> Option<&'a str> {
    match Argument::value(argument.as_ref(), variables)? {
        Given::Enum(value) => Some(value.as_str()),
        Given::String(value) => Some(value),
        _ => None,
    }
}

fn wrong_size(name: &str, size: &Given) -> Option<ValueError> {
    let Given::Number(number) = size else {
        return None;
    };
    let fits = number
        .as_u64()
        .is_some_and(|size| (1..=u64::from(Page::MOST)).contains(&size));
    (!fits).then(|| ValueError::bad_input(format!("`{name}` must be from 1 to {}.", Page::MOST)))
}
